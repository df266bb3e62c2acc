import { DataFormatError } from '../errors/data-format-error.ts';

/** The bytes of one value in a file of many. */
export type JsonPiece = {
  readonly bytes: Uint8Array;
  /** Bytes of the file before it. */
  readonly offset: number;
  /** 1-based line it starts on. */
  readonly line: number;
};

/** Largest value, in bytes; about the longest text the engine can hold. */
export const largestPieceBytes = 500_000_000;

/** Limits of a reader. */
export type PieceLimits = {
  /** Largest value, in bytes. @default 500_000_000 */
  readonly maximumBytes?: number | undefined;
};

/** Gathers the bytes of one value over the chunks it lies in. */
export class PieceBuilder {
  readonly #file: string;
  readonly #maximumBytes: number;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(file: string, { maximumBytes = largestPieceBytes }: PieceLimits) {
    this.#file = file;
    this.#maximumBytes = maximumBytes;
  }

  add(part: Uint8Array, line: number): void {
    this.#size += part.length;
    if (this.#size > this.#maximumBytes) {
      throw new DataFormatError({
        file: this.#file,
        line,
        reason: `a value is larger than ${this.#maximumBytes} bytes`,
      });
    }
    if (part.length > 0) this.#parts.push(part);
  }

  take(): Uint8Array {
    const [first = new Uint8Array(), ...others] = this.#parts;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#parts, this.#size);
    this.#parts = [];
    this.#size = 0;
    return bytes;
  }
}

/** Whether a byte is JSON's white space. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
