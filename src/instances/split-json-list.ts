import { DataFormatError } from '../errors/data-format-error.ts';
import { type JsonPiece, isSpace, PieceBuilder, type PieceLimits } from '../json/json-pieces.ts';

const byte = { lineFeed: 0x0a, quote: 0x22, backslash: 0x5c, comma: 0x2c, open: 0x5b, close: 0x5d };
const openBrace = 0x7b;
const closeBrace = 0x7d;
const byteOrderMark = [0xef, 0xbb, 0xbf];

type State = 'before' | 'in-list' | 'after';

/** Splits the text of one JSON list into its items, which are not checked, without holding it whole. */
export class JsonListSplitter {
  readonly #file: string;
  readonly #builder: PieceBuilder;
  #state: State = 'before';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #itemCount = 0;
  #offset = 0;
  #line = 1;
  #item: { offset: number; line: number } | undefined;

  constructor(file: string, limits: PieceLimits = {}) {
    this.#file = file;
    this.#builder = new PieceBuilder(file, limits);
  }

  /** Takes the next bytes of the file and gives the items that end in them. */
  *add(chunk: Uint8Array): Iterable<JsonPiece> {
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const value = chunk[index] ?? 0;
      if (this.#isInString) this.#stepInString(value);
      else if (this.#state === 'before') start = this.#stepBefore(value) ? index + 1 : start;
      else if (this.#state === 'after') this.#expectSpace(value);
      else if (this.#stepInList(value)) {
        this.#builder.add(chunk.subarray(start, index), this.#line);
        yield* this.#takeItem(value);
        start = index + 1;
      }
      if (value === byte.lineFeed) this.#line += 1;
      this.#offset += 1;
    }
    if (this.#state === 'in-list') this.#builder.add(chunk.subarray(start), this.#line);
  }

  /** Checks that the list ended. */
  end(): void {
    if (this.#state === 'before') this.#fail('a JSON list is expected, but the file is empty');
    if (this.#state === 'in-list') this.#fail('the list does not end; the file may have been cut off');
  }

  #stepInString(value: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (value === byte.backslash) this.#isEscaped = true;
    else if (value === byte.quote) this.#isInString = false;
  }

  /** Whether the list begins with this byte. */
  #stepBefore(value: number): boolean {
    if (value === byte.open) {
      this.#state = 'in-list';
      return true;
    }
    if (!isSpace(value) && byteOrderMark[this.#offset] !== value) this.#fail('a JSON list is expected');
    return false;
  }

  #expectSpace(value: number): void {
    if (!isSpace(value)) this.#fail('something follows the end of the list');
  }

  /** Whether an item ends before this byte. */
  #stepInList(value: number): boolean {
    const isEnd = this.#depth === 0 && (value === byte.comma || value === byte.close);
    if (isEnd || isSpace(value)) return isEnd;
    this.#item ??= { offset: this.#offset, line: this.#line };
    if (value === byte.quote) this.#isInString = true;
    else if (value === byte.open || value === openBrace) this.#depth += 1;
    else if ((value === byte.close || value === closeBrace) && this.#depth > 0) this.#depth -= 1;
    return false;
  }

  *#takeItem(end: number): Iterable<JsonPiece> {
    const bytes = this.#builder.take();
    const isLast = end === byte.close;
    if (isLast) this.#state = 'after';
    if (this.#item === undefined) {
      if (isLast && this.#itemCount === 0) return;
      this.#fail('an item of the list is missing between commas or after the last one');
    }
    yield { bytes: trimStart(bytes), ...this.#item };
    this.#item = undefined;
    this.#itemCount += 1;
  }

  #fail(reason: string): never {
    throw new DataFormatError({ file: this.#file, line: this.#line, reason });
  }
}

function trimStart(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex((value) => !isSpace(value)));
}
