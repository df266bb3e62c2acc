import type { PythonValue } from './python-value.ts';

/** Python's own reader gives up on values nested not much deeper. */
const maximumDepth = 900;
/** Python refuses to read longer integers. */
const maximumDigits = 4300;

const words: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ['null', { kind: 'none' }],
  ['true', { kind: 'boolean', value: true }],
  ['false', { kind: 'boolean', value: false }],
  ['NaN', { kind: 'float', value: Number.NaN }],
  ['Infinity', { kind: 'float', value: Number.POSITIVE_INFINITY }],
  ['-Infinity', { kind: 'float', value: Number.NEGATIVE_INFINITY }],
]);

/**
 * Reads JSON as Python's `json.loads` does, which takes `NaN` and `Infinity` for numbers too.
 *
 * @throws {SyntaxError} when Python would not read it.
 */
export function parsePythonJson(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.readValue(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readValue(depth: number): PythonValue {
    this.#skipSpace();
    const next = this.#text[this.#position];
    if (next === '"') return { kind: 'text', value: this.#readString() };
    if (next === '{' || next === '[') {
      if (depth >= maximumDepth) this.#fail('nested too deep');
      this.#position += 1;
      return next === '{' ? this.#readObject(depth + 1) : this.#readList(depth + 1);
    }
    return this.#readWord() ?? this.#readNumber();
  }

  end(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail('something follows the value');
  }

  #readList(depth: number): PythonValue {
    const items: PythonValue[] = [];
    if (this.#take(']')) return { kind: 'list', items };
    do items.push(this.readValue(depth));
    while (this.#take(','));
    this.#expect(']');
    return { kind: 'list', items };
  }

  #readObject(depth: number): PythonValue {
    const items = new Map<string, PythonValue>();
    if (this.#take('}')) return { kind: 'dictionary', items };
    do {
      this.#skipSpace();
      if (this.#text[this.#position] !== '"') this.#fail('a key is expected');
      const key = this.#readString();
      this.#expect(':');
      items.set(key, this.readValue(depth));
    } while (this.#take(','));
    this.#expect('}');
    return { kind: 'dictionary', items };
  }

  /** Finds where a string ends; the engine reads what it holds. */
  #readString(): string {
    const start = this.#position;
    let end = start;
    let isEscaped: boolean;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) this.#fail('a string does not end');
      let slashes = 0;
      while (this.#text[end - 1 - slashes] === '\\') slashes += 1;
      isEscaped = slashes % 2 === 1;
    } while (isEscaped);
    this.#position = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #readWord(): PythonValue | undefined {
    const word = this.#match(/(?:null|true|false|NaN|-?Infinity)/y);
    return word === undefined ? undefined : words.get(word);
  }

  #readNumber(): PythonValue {
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    if (number === undefined) this.#fail('a value is expected');
    if (/[.eE]/.test(number)) return { kind: 'float', value: Number(number) };
    if (number.length > maximumDigits) this.#fail('a number has too many digits');
    return { kind: 'integer', value: BigInt(number) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  #take(mark: string): boolean {
    this.#skipSpace();
    const isThere = this.#text[this.#position] === mark;
    if (isThere) this.#position += 1;
    return isThere;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) this.#fail(`\`${mark}\` is expected`);
  }

  #skipSpace(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #fail(reason: string): never {
    throw new SyntaxError(`${reason} at character ${this.#position}`);
  }
}
