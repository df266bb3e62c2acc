import { join, resolve } from 'node:path';
import type { JsonObject } from '../../json/json-value.ts';
import { type JsonlStore, openJsonlStore } from '../../stores/jsonl-store.ts';
import type { Baseline } from '../baseline.ts';
import type { CandidateTester } from '../candidate-tester.ts';
import { DurableTester } from './durable-tester.ts';
import { Journal } from './journal.ts';
import { ResultCodec } from './result-codec.ts';
import { digestTests, loadBaseline } from './stored-baseline.ts';
import { StoredResults } from './stored-results.ts';

/** What must be the same for results to stand in one store. */
export type StoreFacts = {
  readonly commit: string;
  readonly testCommand: string;
  readonly parser: string;
  readonly environment: string;
  readonly selection: string;
  readonly timeoutMs: number;
  readonly auditRate: number;
};

/** The directory a validation is kept in, while nobody else has it open. */
export class ValidationStore {
  readonly #directory: string;
  readonly #facts: StoreFacts;
  /** Is opened before anything else and never removed, so its lock is that of the directory. */
  readonly #details: JsonlStore;
  #tester: DurableTester | undefined;

  private constructor(directory: string, facts: StoreFacts, details: JsonlStore) {
    this.#directory = directory;
    this.#facts = facts;
    this.#details = details;
  }

  /** @throws {StoreError} when it is open already, was made with other facts, or cannot be opened. */
  static async open(path: string, facts: StoreFacts): Promise<ValidationStore> {
    const directory = resolve(path);
    const header = createHeader('details', facts);
    return new ValidationStore(
      directory,
      facts,
      await openJsonlStore(join(directory, 'details.jsonl'), { header }),
    );
  }

  /** The baseline the results are compared with; see {@link loadBaseline}. */
  loadBaseline(given: Baseline | undefined, make: () => Promise<Baseline>): Promise<Baseline> {
    return loadBaseline(this.#directory, given, make);
  }

  /** @throws {StoreError} when the results there were compared with another baseline. */
  async openTester(tester: CandidateTester, baseline: Baseline): Promise<DurableTester> {
    const directory = this.#directory;
    const facts = { ...this.#facts, tests: digestTests(baseline) };
    const results = await StoredResults.open(directory, createHeader('results', facts), this.#details);
    try {
      const journal = await Journal.open(join(directory, 'journal.jsonl'), createHeader('journal', facts));
      const codec = new ResultCodec(baseline, this.#facts.timeoutMs);
      this.#tester = new DurableTester({ tester, codec, results, journal });
      return this.#tester;
    } catch (error) {
      await results.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    try {
      await this.#tester?.close();
    } finally {
      await this.#details.close();
    }
  }
}

function createHeader(content: string, facts: JsonObject): JsonObject {
  return { content: `validation ${content}`, version: 1, ...facts };
}
