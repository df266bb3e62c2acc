/** What lies at a path in a value that may be anything. */
export function findField(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** The text at a path; `undefined` when there is none. */
export function findText(value: unknown, ...path: readonly string[]): string | undefined {
  const found = findField(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The number at a path, at least 0; `undefined` when there is none. */
export function findNumber(value: unknown, ...path: readonly string[]): number | undefined {
  const found = findField(value, ...path);
  return typeof found === 'number' && found >= 0 ? found : undefined;
}
