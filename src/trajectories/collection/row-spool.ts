import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a row lies in a spool. */
export type SpooledRow = { readonly offset: number; readonly length: number };

/** So many bytes are written at once. */
const chunkBytes = 1 << 20;

/** Keeps rows on disk, in a folder of its own, to read them again in any order. */
export class RowSpool implements AsyncDisposable {
  readonly #folder: string;
  readonly #handle: FileHandle;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #writtenBytes = 0;
  #read: Uint8Array<ArrayBuffer> = new Uint8Array();

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
    const bytes = Buffer.from(text);
    const offset = this.#writtenBytes + this.#waitingBytes;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= chunkBytes) await this.flush();
    return { offset, length: bytes.length };
  }

  /** Has to be called before rows are read. */
  async flush(): Promise<void> {
    await this.#handle.appendFile(Buffer.concat(this.#waiting));
    this.#writtenBytes += this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** What it gives holds until the next is read. */
  async read({ offset, length }: SpooledRow): Promise<Uint8Array> {
    if (this.#read.length < length) this.#read = new Uint8Array(2 * length);
    const bytes = this.#read.subarray(0, length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) throw new Error('the rows were cut off while they were collected');
      filled += bytesRead;
    }
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
