import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { checkData, parseJson } from '../../json/json-data.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { splitJsonLines } from '../../json/split-json-lines.ts';
import { createFileSystemError, getErrorCode } from '../../stores/file-system-error.ts';
import { type JsonlStore, openJsonlStore } from '../../stores/jsonl-store.ts';
import { NumberMap } from '../number-map.ts';
import { readStored } from './damaged-store.ts';
import { type JournalEntry, journalEntrySchema } from './stored-result.ts';

/** Entries after which a journal that nothing waits in is removed. */
const entriesKept = 500;

/** Results that came before their turn, in the order they came; the file is only there while it is needed. */
export class Journal {
  readonly #path: string;
  readonly #header: JsonObject;
  #store: JsonlStore | undefined;
  /** Where the entries begin that were there when it was opened. */
  readonly #offsets: NumberMap = new NumberMap();
  #entries = 0;
  #waiting = 0;
  #hasDisagreement = false;

  private constructor(path: string, header: JsonObject) {
    this.#path = path;
    this.#header = header;
  }

  static async open(path: string, header: JsonObject): Promise<Journal> {
    const journal = new Journal(path, header);
    await journal.#find();
    return journal;
  }

  /** Whether an audit disagreed with one of the results found here. */
  get hasDisagreement(): boolean {
    return this.#hasDisagreement;
  }

  async read(index: number): Promise<JournalEntry | undefined> {
    const start = this.#offsets.get(index);
    if (start === undefined) return undefined;
    for await (const entry of this.#readFrom(start)) return entry.value;
    return undefined;
  }

  async append(entry: JournalEntry): Promise<void> {
    this.#store ??= await openJsonlStore(this.#path, { header: this.#header });
    await this.#store.append(entry);
    this.#entries += 1;
    this.#waiting += 1;
  }

  /** Told of each candidate whose result is in its place; `wasAppended` tells whether it waited since opening. */
  async forget(index: number, wasAppended: boolean): Promise<void> {
    if (!wasAppended && this.#offsets.get(index) === undefined) return;
    this.#waiting -= 1;
    if (this.#waiting === 0 && this.#entries >= entriesKept) await this.#remove();
  }

  /** Closes the file, or removes it when nothing waits there. */
  async close(): Promise<void> {
    if (this.#waiting === 0) await this.#remove();
    else await this.#store?.close();
  }

  async #find(): Promise<void> {
    try {
      await stat(this.#path);
    } catch (error) {
      if (getErrorCode(error) === 'ENOENT') return;
      throw createFileSystemError(this.#path, 'opened', error);
    }
    this.#store = await openJsonlStore(this.#path, { header: this.#header });
    for await (const { value, offset } of this.#readFrom(0)) {
      this.#offsets.set(value.index, offset);
      this.#entries += 1;
      if (value.result.audit === 'disagreed') this.#hasDisagreement = true;
    }
    this.#waiting = this.#offsets.size;
  }

  async *#readFrom(start: number): AsyncGenerator<{ readonly value: JournalEntry; readonly offset: number }> {
    const [path, remedy] = [this.#path, 'Remove that line, to have its candidate tested again.'];
    let isHeader = start === 0;
    for await (const { bytes, offset, line } of splitJsonLines(this.#readChunks(start), { file: path })) {
      if (!isHeader) {
        const place = { file: path, line };
        const value = readStored({ path, line: start === 0 ? line : undefined, remedy }, () =>
          checkData(journalEntrySchema, parseJson(bytes, place), place),
        );
        yield { value, offset: start + offset };
      }
      isHeader = false;
    }
  }

  async *#readChunks(start: number): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of createReadStream(this.#path, { start })) yield chunk as Uint8Array;
    } catch (error) {
      throw createFileSystemError(this.#path, 'read', error);
    }
  }

  async #remove(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    this.#store = undefined;
    this.#entries = 0;
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw createFileSystemError(this.#path, 'removed', error);
    }
    await store.close();
  }
}
