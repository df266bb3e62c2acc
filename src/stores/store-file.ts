import type { FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;
const lineFeed = 0x0a;

/** A file of lines that grows at its end. */
export class StoreFile {
  readonly #handle: FileHandle;
  #size: number;
  /** Whether there may be more behind the lines, left by a write that failed. */
  #hasRest = false;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  static async fromHandle(handle: FileHandle): Promise<StoreFile> {
    return new StoreFile(handle, (await handle.stat()).size);
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size;
  }

  /** Reads the first `end` bytes. */
  async *readChunks(end: number): AsyncIterable<Uint8Array> {
    let position = 0;
    while (position < end) {
      const chunk = await this.readAt(position, Math.min(chunkBytes, end - position));
      if (chunk.length === 0) return;
      yield chunk;
      position += chunk.length;
    }
  }

  async readAt(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await this.#handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  }

  /** How long the lines are without the last one, when that has no line feed. */
  async findEndOfLines(): Promise<number> {
    for (let end = this.#size; end > 0;) {
      const start = Math.max(0, end - chunkBytes);
      const lastLineFeed = (await this.readAt(start, end - start)).lastIndexOf(lineFeed);
      if (lastLineFeed >= 0) return start + lastLineFeed + 1;
      end = start;
    }
    return 0;
  }

  async cut(size: number): Promise<void> {
    await this.#handle.truncate(size);
    this.#size = size;
    this.#hasRest = false;
  }

  /** Appends a line, or, when that fails, leaves the file as it was. */
  async append(line: Uint8Array): Promise<void> {
    if (this.#hasRest) await this.cut(this.#size);
    this.#hasRest = true;
    try {
      // One call writes it all, unless the disk is full: then the next one says so.
      for (let written = 0; written < line.length;) {
        written += (await this.#handle.write(line, written)).bytesWritten;
      }
    } catch (error) {
      // If this fails too, the next append or the next opening does it.
      await this.cut(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size += line.length;
    this.#hasRest = false;
  }

  /** Hands everything to the disk and closes the file. */
  async close(): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }
}
