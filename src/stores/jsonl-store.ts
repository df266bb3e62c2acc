import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';

import { StoreError } from '../errors/store-error.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { createFileSystemError } from './file-system-error.ts';
import { openLocked } from './open-locked.ts';
import { prepareStoreFile } from './prepare-store-file.ts';
import { readStoreLines } from './read-store-lines.ts';
import { StoreFile } from './store-file.ts';
import { createHeader } from './store-header.ts';
import { toJsonLine } from './to-json-line.ts';

/** A file of JSON values that outlives the process; see {@link openJsonlStore}. */
export interface JsonlStore extends AsyncDisposable {
  /** Absolute path of the file. */
  readonly path: string;
  /**
   * The values that were there when the store was opened, in order; read from the disk as they are asked for,
   * each time anew.
   *
   * @throws {StoreError} that names the line when one is damaged; the values before it come first.
   */
  read(): AsyncIterable<JsonValue>;
  /**
   * Adds a value. Once the promise is fulfilled, the value survives a kill of this process; a power cut may take
   * the latest values of a store that was not closed. Calls may overlap; values are written in the order of the
   * calls, each as it was when called.
   *
   * @throws {StoreError} when the disk is full or fails. The value is not stored then, what was stored before
   *   is, and the store can be used again.
   * @throws {InvalidArgumentError} when JSON cannot hold the value.
   */
  append(value: JsonValue): Promise<void>;
  /** Waits for values being added, hands all to the disk, and lets others open the store. Safe to repeat. */
  close(): Promise<void>;
}

/** Options of {@link openJsonlStore}. */
export type OpenJsonlStoreOptions = {
  /** What the values are made from; a store can only be opened again with the same. The order does not count. */
  readonly header: JsonObject;
};

/**
 * Opens a file that keeps JSON values, one a line, and makes it with its directories when there is none.
 *
 * Shapes: the first line names the format, its version and `header`; every other line is a value, written as
 * by `JSON.stringify`. Lines are only ever added. A line that a kill, a power cut or a full disk left
 * incomplete is cut off when the store is opened.
 *
 * Alone: while a store is open, no other process and nobody else in this one can open it. The system keeps the
 * lock (`flock`; on Linux the program of this name must be installed) and gives it up when the process ends in
 * whatever way. On a network file system it holds between the processes of one machine, and between machines
 * only where that file system carries locks, as NFS does unless it is mounted with `nolock` or `local_lock`.
 *
 * @throws {StoreError} when the store is open already, was made with another `header`, is no store, or when the
 *   file system does not allow it; `reason` says which. What was stored is unchanged then.
 */
export async function openJsonlStore(path: string, { header }: OpenJsonlStoreOptions): Promise<JsonlStore> {
  const headerLine = toJsonLine('header', createHeader(header));
  const absolutePath = resolve(path);
  let file: StoreFile | undefined;
  try {
    await mkdir(dirname(absolutePath), { recursive: true });
    file = await StoreFile.fromHandle(await openLocked(absolutePath));
    await prepareStoreFile(absolutePath, file, headerLine);
    return new OpenStore(absolutePath, file);
  } catch (error) {
    await file?.close().catch(() => undefined);
    throw error instanceof StoreError ? error : createFileSystemError(absolutePath, 'opened', error);
  }
}

class OpenStore implements JsonlStore {
  readonly path: string;
  readonly #file: StoreFile;
  readonly #sizeWhenOpened: number;
  /** One after the other. */
  readonly #inTurn: LimitFunction = pLimit(1);
  #closing: Promise<void> | undefined;

  constructor(path: string, file: StoreFile) {
    this.path = path;
    this.#file = file;
    this.#sizeWhenOpened = file.size;
  }

  async *read(): AsyncIterable<JsonValue> {
    this.#checkOpen();
    let isHeader = true;
    for await (const value of readStoreLines(this.path, this.#file.readChunks(this.#sizeWhenOpened))) {
      if (!isHeader) yield value;
      isHeader = false;
    }
  }

  async append(value: JsonValue): Promise<void> {
    this.#checkOpen();
    const line = toJsonLine('value', value);
    try {
      await this.#inTurn(() => this.#file.append(line));
    } catch (error) {
      throw createFileSystemError(this.path, 'written to', error);
    }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#inTurn(() => this.#file.close());
    try {
      await this.#closing;
    } catch (error) {
      throw createFileSystemError(this.path, 'closed', error);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closing === undefined) return;
    throw new StoreError(`The store \`${this.path}\` is closed. Open it again to read or append.`, {
      reason: 'closed',
      path: this.path,
    });
  }
}
