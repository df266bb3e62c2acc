import { hash } from 'node:crypto';
import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { StoreError } from '../../errors/store-error.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import type { LmRequest } from '../../providers/lm-provider.ts';
import type { JsonlStore } from '../../stores/jsonl-store.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { LmRefusal } from './lm-refusal.ts';

/** What an attempt came to. */
export type AttemptResult = BugCandidate | LmRefusal;

const recordSchema = z.object({
  entity: z.string(),
  request: z.string(),
  result: z.looseObject({ entity: z.looseObject({}).optional() }),
});

/**
 * The attempts a store keeps, looked up by entity and number.
 *
 * Its first value says what the attempts were made from. Records are read as they are asked for, which is mostly
 * the order they are in, so that few are in memory at a time.
 */
export class AttemptStore {
  readonly #store: JsonlStore;
  /** Hashes of the requests of the attempts that are kept. */
  readonly #kept: ReadonlyMap<string, string>;
  readonly #records: AsyncIterator<JsonValue>;
  /** Read before they were asked for. */
  readonly #early = new Map<string, AttemptResult>();

  private constructor(store: JsonlStore, kept: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#kept = kept;
    this.#records = store.read()[Symbol.asyncIterator]();
  }

  /** @throws {StoreError} when the store keeps attempts of something else. */
  static async open(store: JsonlStore, facts: JsonObject): Promise<AttemptStore> {
    const kept = new Map<string, string>();
    let isEmpty = true;
    for await (const value of store.read()) {
      if (isEmpty) checkFacts(store, value, facts);
      else {
        const { entity, request } = readRecord(store, value);
        kept.set(entity, request);
      }
      isEmpty = false;
    }
    if (isEmpty) await store.append(facts);
    return new AttemptStore(store, kept);
  }

  /**
   * What the attempt came to in an earlier run, or `undefined` when it has yet to be made.
   *
   * @throws {StoreError} when it was made with another request.
   */
  async find(key: string, request: LmRequest): Promise<AttemptResult | undefined> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (kept !== hashRequest(request)) throw otherPrompt(this.#store.path, key);
    while (!this.#early.has(key)) {
      const next = await this.#records.next();
      if (next.done === true) break;
      const record = recordSchema.safeParse(next.value);
      if (record.success) this.#early.set(record.data.entity, record.data.result as unknown as AttemptResult);
    }
    const result = this.#early.get(key);
    this.#early.delete(key);
    return result;
  }

  async keep(key: string, request: LmRequest, result: AttemptResult): Promise<void> {
    await this.#store.append({
      entity: key,
      request: hashRequest(request),
      result: result as unknown as JsonObject,
    });
  }
}

function hashRequest(request: LmRequest): string {
  return hash('sha256', JSON.stringify(request)).slice(0, 32);
}

function readRecord(store: JsonlStore, value: JsonValue): z.infer<typeof recordSchema> {
  const record = recordSchema.safeParse(value);
  if (record.success) return record.data;
  const issue = record.error.issues[0];
  throw new DataFormatError({
    file: store.path,
    field: issue?.path.map(String).join('.'),
    reason: `it is no attempt of a language model (${issue?.message ?? 'it has another form'})`,
    cause: record.error,
  });
}

function checkFacts(store: JsonlStore, value: JsonValue, facts: JsonObject): void {
  const actual: Readonly<Record<string, unknown>> = z.looseObject({}).catch({}).parse(value);
  for (const [field, expected] of Object.entries(facts)) {
    if (actual[field] === expected) continue;
    throw new StoreError(
      `The store \`${store.path}\` keeps attempts that were made from something else: in it \`${field}\` is ` +
        `${field in actual ? JSON.stringify(actual[field]) : 'absent'}, and here it is ${JSON.stringify(expected)}. Go on with what ` +
        'it was made for, or pass another store.',
      { reason: 'other-header', path: store.path, field },
    );
  }
}

function otherPrompt(path: string, key: string): StoreError {
  return new StoreError(
    `The store \`${path}\` keeps an attempt at \`${key}\` that was made with another prompt or other settings of ` +
      'the model. Go on with those, or pass another store.',
    { reason: 'other-header', path, field: 'request' },
  );
}
