import nunjucks from 'nunjucks';

import type { Random } from '../../random.ts';

/** What a template may name. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/**
 * Renders a Jinja template with SWE-smith's `shuffle` filter. Values are put in as they are and are no templates
 * themselves; nothing is escaped, and no other template can be included.
 *
 * @throws {Error} when the template is malformed, or prints a value that is not there.
 */
export function renderTemplate(template: string, values: TemplateValues, random: Random): string {
  // Python's slices and `True` are part of Jinja and an extra here, which can only be put on for everyone; nothing
  // else runs before it is taken off again.
  const takeOff = installJinjaCompat();
  try {
    const environment = new nunjucks.Environment([], { autoescape: false, throwOnUndefined: true });
    environment.addFilter('shuffle', (items: readonly unknown[]) => random.shuffle(items));
    // Jinja drops the line feed at the end of a template.
    return environment.renderString(template.replace(/\n$/, ''), values);
  } finally {
    takeOff();
  }
}

/** The declarations lack that it gives back a function. */
function installJinjaCompat(): () => void {
  const withResult: { installJinjaCompat(): unknown } = nunjucks;
  return withResult.installJinjaCompat() as () => void;
}
