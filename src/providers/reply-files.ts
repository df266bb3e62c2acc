import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFileSystemError, getErrorCode } from '../stores/file-system-error.ts';
import { formatExchange, type LmExchange, parseExchange } from './exchange.ts';
import type { LmReply } from './lm-provider.ts';

/** A directory with a file for each reply. */
export class ReplyFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Makes the directory for a reply, and reads the reply if it is there; a damaged one is as good as none.
   *
   * @throws {StoreError} when the file system fails.
   */
  async open(key: string): Promise<LmReply | undefined> {
    const path = this.#locate(key);
    try {
      await mkdir(dirname(path), { recursive: true });
      const exchange = parseExchange(await readFile(path, 'utf8'));
      return exchange?.key === key ? exchange.reply : undefined;
    } catch (error) {
      if (getErrorCode(error) === 'ENOENT') return undefined;
      throw createFileSystemError(path, 'read', error);
    }
  }

  /**
   * Keeps a reply: whoever looks sees the whole of it or nothing.
   *
   * @throws {StoreError} when the file system fails.
   */
  async keep(exchange: LmExchange): Promise<void> {
    const path = this.#locate(exchange.key);
    const part = `${path}.${randomUUID()}.part`;
    try {
      await writeFile(part, formatExchange(exchange), { flag: 'wx' });
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw createFileSystemError(path, 'written', error);
    }
  }

  #locate(key: string): string {
    return join(this.#directory, key.slice(0, 2), `${key}.json`);
  }
}
