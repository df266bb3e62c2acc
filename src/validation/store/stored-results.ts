import { join } from 'node:path';
import { checkData } from '../../json/json-data.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { type JsonlStore, openJsonlStore } from '../../stores/jsonl-store.ts';
import { readStored } from './damaged-store.ts';
import {
  detailsLineSchema,
  type DetailsLine,
  type StoredDetails,
  type StoredResult,
  storedResultSchema,
} from './stored-result.ts';

/** The results of the first so many candidates, with their details beside; read in order, then added to. */
export class StoredResults {
  readonly #results: JsonlStore;
  readonly #details: JsonlStore;
  readonly #resultLines: AsyncIterator<unknown>;
  readonly #detailsLines: AsyncIterator<unknown>;
  /** The next line of the details that was not used. */
  #ahead: DetailsLine | undefined;
  #detailsLine = 1;
  #count = 0;

  private constructor(results: JsonlStore, details: JsonlStore) {
    this.#results = results;
    this.#details = details;
    this.#resultLines = results.read()[Symbol.asyncIterator]();
    this.#detailsLines = details.read()[Symbol.asyncIterator]();
  }

  static async open(directory: string, header: JsonObject, details: JsonlStore): Promise<StoredResults> {
    return new StoredResults(await openJsonlStore(join(directory, 'results.jsonl'), { header }), details);
  }

  get path(): string {
    return this.#results.path;
  }

  /** How many results were read or added: the index of the next one. */
  get count(): number {
    return this.#count;
  }

  /** Reads the next result there is; none twice. */
  async read(): Promise<{ readonly result: StoredResult; readonly details: StoredDetails } | undefined> {
    const next = await this.#resultLines.next();
    if (next.done === true) return undefined;
    const index = this.#count;
    const [file, line] = [this.path, index + 2];
    const result = readStored({ path: file, line, remedy }, () =>
      checkData(storedResultSchema, next.value, { file, line }),
    );
    this.#count += 1;
    return { result, details: await this.#readDetails(index) };
  }

  /** Adds the next result, once all there are were read. */
  async append(result: StoredResult, details: StoredDetails): Promise<void> {
    // In this order, a kill between the two leaves details that their successor replaces.
    await this.#details.append({ index: this.#count, ...details });
    await this.#results.append(result);
    this.#count += 1;
  }

  async close(): Promise<void> {
    await this.#results.close();
  }

  /** The last details of a candidate; none when a power cut, or somebody, took them. */
  async #readDetails(index: number): Promise<StoredDetails> {
    let found: StoredDetails = {};
    for (;;) {
      this.#ahead ??= await this.#readDetailsLine();
      if (this.#ahead === undefined || this.#ahead.index > index) return found;
      if (this.#ahead.index === index) found = this.#ahead;
      this.#ahead = undefined;
    }
  }

  async #readDetailsLine(): Promise<DetailsLine | undefined> {
    const next = await this.#detailsLines.next();
    if (next.done === true) return undefined;
    this.#detailsLine += 1;
    const [file, line] = [this.#details.path, this.#detailsLine];
    return readStored({ path: file, line, remedy: detailsRemedy }, () =>
      checkData(detailsLineSchema, next.value, { file, line }),
    );
  }
}

const remedy = 'Correct that line, or remove it and all that follow, to have their candidates tested again.';
const detailsRemedy = 'Correct or remove that line; all it held are a duration and the output of tests.';
