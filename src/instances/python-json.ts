import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';

/** Python gives up on reading JSON nested not much deeper. */
const maximumDepth = 900;

/**
 * Writes a value as Python's `json.dumps` does: ASCII only, `", "` and `": "` between things on one line, or
 * indented by `indent` spaces a level.
 *
 * Lone surrogates become escapes. What JSON lacks is treated as by `JSON.stringify`; integers are written
 * without a point, also those that were floats in Python.
 *
 * @throws {InvalidArgumentError} when the value refers to itself or is nested deeper than 900 levels.
 */
export function stringifyLikePython(value: unknown, indent?: number): string {
  return write(value, { indent, depth: 0 }) ?? 'null';
}

type Place = { readonly indent: number | undefined; readonly depth: number };

/** The text of a value, or `undefined` for one JSON leaves out. */
function write(value: unknown, place: Place): string | undefined {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, place);
    default:
      return undefined;
  }
}

function writeObject(object: object, { indent, depth }: Place): string | undefined {
  const value = hasToJson(object) ? object.toJSON() : object;
  if (typeof value !== 'object' || value === null) return write(value, { indent, depth });
  if (depth >= maximumDepth) {
    throw new InvalidArgumentError({
      argument: 'value',
      value: object,
      expected: `nested at most ${maximumDepth} levels deep`,
    });
  }
  const inner = { indent, depth: depth + 1 };
  if (Array.isArray(value)) {
    return join(
      value.map((item) => write(item, inner) ?? 'null'),
      '[]',
      inner,
    );
  }
  const items = Object.entries(value).flatMap(([key, item]) => {
    const text = write(item, inner);
    return text === undefined ? [] : [`${writeString(key)}: ${text}`];
  });
  return join(items, '{}', inner);
}

function hasToJson(object: object): object is { toJSON(): unknown } {
  return 'toJSON' in object && typeof object.toJSON === 'function';
}

function join(items: readonly string[], brackets: '[]' | '{}', { indent, depth }: Place): string {
  if (items.length === 0) return brackets;
  const [open, close] = [brackets.slice(0, 1), brackets.slice(1)];
  if (indent === undefined) return open + items.join(', ') + close;
  const lineBreak = `\n${' '.repeat(indent * depth)}`;
  return `${open}${lineBreak}${items.join(`,${lineBreak}`)}\n${' '.repeat(indent * (depth - 1))}${close}`;
}

function writeString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  // Python writes exponents with two digits at least, and from smaller numbers on.
  return value.toExponential().replace(/\d+$/, (digits) => digits.padStart(2, '0'));
}
