import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a row lies in a spool. */
export type SpooledRow = { readonly offset: number; readonly length: number };

/** About so many bytes are written and read at once. */
const chunkBytes = 1 << 20;

/**
 * Keeps rows on disk, in a folder of its own, to read them again in any order.
 *
 * All bytes go through one buffer, so that no memory is left behind for the engine to find.
 */
export class RowSpool implements AsyncDisposable {
  readonly #folder: string;
  readonly #handle: FileHandle;
  #buffer = Buffer.allocUnsafeSlow(chunkBytes);
  #waitingBytes = 0;
  #writtenBytes = 0;

  private constructor(folder: string, handle: FileHandle) {
    this.#folder = folder;
    this.#handle = handle;
  }

  static async create(directory: string): Promise<RowSpool> {
    const folder = await mkdtemp(join(directory, '.bugsmith-'));
    try {
      return new RowSpool(folder, await open(join(folder, 'rows'), 'wx+'));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async add(text: string): Promise<SpooledRow> {
    const length = Buffer.byteLength(text);
    if (this.#waitingBytes + length > this.#buffer.length) await this.#flush();
    this.#makeRoom(length);
    const offset = this.#writtenBytes + this.#waitingBytes;
    this.#buffer.write(text, this.#waitingBytes);
    this.#waitingBytes += length;
    return { offset, length };
  }

  /** The rows in this order, in pieces of many; a piece holds until the next one is asked for. */
  async *read(rows: readonly SpooledRow[]): AsyncIterable<Uint8Array> {
    await this.#flush();
    for (let start = 0; start < rows.length;) {
      let end = start;
      let size = 0;
      do size += rows[end++]?.length ?? 0;
      while (end < rows.length && size + (rows[end]?.length ?? 0) <= chunkBytes);
      yield await this.#readTogether(rows.slice(start, end), size);
      start = end;
    }
  }

  async #readTogether(rows: readonly SpooledRow[], size: number): Promise<Uint8Array> {
    this.#makeRoom(size);
    let start = 0;
    const reads = rows.map(({ offset, length }) => {
      const bytes = this.#buffer.subarray(start, start + length);
      start += length;
      return this.#fill(bytes, offset);
    });
    await Promise.all(reads);
    return this.#buffer.subarray(0, size);
  }

  async #fill(bytes: Uint8Array, offset: number): Promise<void> {
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) throw new Error('the rows were cut off while they were collected');
      filled += bytesRead;
    }
  }

  async #flush(): Promise<void> {
    await this.#handle.appendFile(this.#buffer.subarray(0, this.#waitingBytes));
    this.#writtenBytes += this.#waitingBytes;
    this.#waitingBytes = 0;
  }

  /** Only while nothing waits: what the buffer held is lost. */
  #makeRoom(size: number): void {
    if (this.#waitingBytes === 0 && size > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(2 * size);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
