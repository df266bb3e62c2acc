/** Fills in the `{name}` places of a template of Python's `str.format`; `{{` and `}}` stand for braces. */
export function formatTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (place, name: string | undefined) => {
    if (name === undefined) return place.slice(1);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`\`${name}\` is not known`);
    return value;
  });
}
