import { closeSync, fstatSync, open, read } from 'node:fs';
import { promisify } from 'node:util';

import { DataFormatError } from '../errors/data-format-error.ts';

// Runs are many and small, so only what may wait for a disk leaves the main thread.
const [openFile, readFile] = [promisify(open), promisify(read)];

/** Reads whole files one after the other into the same memory: what it gives holds until the next is read. */
export class FileBuffer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 20);

  /** @throws {DataFormatError} when the file cannot be read. */
  async read(file: string): Promise<Uint8Array> {
    try {
      return await this.#fill(file);
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new DataFormatError({ file, reason: `the file cannot be read (${words})`, cause });
    }
  }

  async #fill(file: string): Promise<Uint8Array> {
    const descriptor = await openFile(file, 'r');
    try {
      const { size: expected } = fstatSync(descriptor);
      let size = 0;
      for (;;) {
        if (size === this.#bytes.length) this.#grow();
        const { bytesRead } = await readFile(descriptor, this.#bytes, size, this.#bytes.length - size, null);
        size += bytesRead;
        if (bytesRead === 0 || size === expected) return this.#bytes.subarray(0, size);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
