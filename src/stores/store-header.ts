import { StoreError } from '../errors/store-error.ts';
import type { JsonObject } from '../json/json-value.ts';

const format = 'bugsmith-store';
const version = 1;

/** How the first line of every store starts, of all versions. */
export const headerStart = '{"format":"bugsmith-store",';

/** The first line of a store, without its line feed. */
export function createHeader(facts: JsonObject): JsonObject {
  return { format, version, header: facts };
}

/** @throws {StoreError} when the first line of a store is not the one it should have. */
export function checkHeader(actual: unknown, expected: unknown, path: string): void {
  const difference = findDifference(actual, expected, []);
  if (difference === undefined) return;
  const field = difference.path.join('.');
  const remedy =
    field === 'version'
      ? 'Read it with the version of bugsmith that wrote it, or pass the path of another store.'
      : 'Go on with what the store was made for, or pass the path of another store.';
  throw new StoreError(
    `The store \`${path}\` was made for something else: in it \`${field}\` is ${describe(difference.actual)}, ` +
      `and here it is ${describe(difference.expected)}. ${remedy}`,
    { reason: 'other-header', path, line: 1, field },
  );
}

type Difference = { readonly path: readonly string[]; readonly actual: unknown; readonly expected: unknown };

/** Where two JSON values first differ; the order of fields does not count. */
function findDifference(actual: unknown, expected: unknown, path: readonly string[]): Difference | undefined {
  if (actual === expected) return undefined;
  if (!isContainer(actual) || !isContainer(expected) || Array.isArray(actual) !== Array.isArray(expected)) {
    return { path, actual, expected };
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const name of names) {
    const difference = findDifference(getOwn(actual, name), getOwn(expected, name), [...path, name]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

type Container = Readonly<Record<string, unknown>> | readonly unknown[];

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function getOwn(container: Container, name: string): unknown {
  return Object.getOwnPropertyDescriptor(container, name)?.value;
}

function describe(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
