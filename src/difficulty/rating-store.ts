import { hash } from 'node:crypto';
import { z } from 'zod';

import { DataFormatError } from '../errors/data-format-error.ts';
import { StoreError } from '../errors/store-error.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { LmRequest } from '../providers/lm-provider.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import type { DifficultyRating } from './rate-difficulty-options.ts';

const recordSchema = z.object({
  request: z.string(),
  rating: z.looseObject({ status: z.enum(['rated', 'unrated']), instanceId: z.string() }),
});
const modelSchema = z.object({ ratedBy: z.string() });

/**
 * The ratings a store keeps, looked up by instance and request. Records are read as they are asked for, which is
 * mostly the order they are in, so that few are in memory at a time.
 */
export class RatingStore {
  readonly #store: JsonlStore;
  /** How many records of each key there are. */
  readonly #kept: Map<string, number>;
  readonly #records: AsyncIterator<JsonValue>;
  /** Read before they were asked for. */
  readonly #early = new Map<string, DifficultyRating[]>();

  private constructor(store: JsonlStore, kept: Map<string, number>) {
    this.#store = store;
    this.#kept = kept;
    this.#records = store.read()[Symbol.asyncIterator]();
  }

  /** @throws {StoreError} when the store keeps ratings of another model. */
  static async open(store: JsonlStore, model: string): Promise<RatingStore> {
    const kept = new Map<string, number>();
    let isEmpty = true;
    for await (const value of store.read()) {
      isEmpty = false;
      if (isModel(store.path, value, model)) continue;
      const { request } = readRecord(store.path, value);
      kept.set(request, (kept.get(request) ?? 0) + 1);
    }
    if (isEmpty) await store.append({ ratedBy: model });
    return new RatingStore(store, kept);
  }

  /** What an earlier run was answered, or `undefined` when it has yet to be asked. */
  async find(instanceId: string, request: LmRequest): Promise<DifficultyRating | undefined> {
    const key = keyOf(instanceId, request);
    const left = this.#kept.get(key) ?? 0;
    if (left === 0) return undefined;
    this.#kept.set(key, left - 1);
    for (;;) {
      const found = this.#early.get(key)?.shift();
      if (found !== undefined) return found;
      const next = await this.#records.next();
      // Another call may have read it meanwhile.
      if (next.done === true) return this.#early.get(key)?.shift();
      const record = recordSchema.safeParse(next.value).data;
      if (record === undefined) continue;
      const early = this.#early.get(record.request) ?? [];
      early.push(record.rating as unknown as DifficultyRating);
      this.#early.set(record.request, early);
    }
  }

  async keep(request: LmRequest, rating: DifficultyRating): Promise<void> {
    await this.#store.append({
      request: keyOf(rating.instanceId, request),
      rating: rating as unknown as JsonObject,
    });
  }
}

function keyOf(instanceId: string, request: LmRequest): string {
  return hash('sha256', JSON.stringify([instanceId, request])).slice(0, 32);
}

function isModel(path: string, value: JsonValue, model: string): boolean {
  const written = modelSchema.safeParse(value).data?.ratedBy;
  if (written === undefined || written === model) return written !== undefined;
  throw new StoreError(
    `The store \`${path}\` keeps ratings of the model \`${written}\`, and \`${model}\` is to rate here. Go on with ` +
      'that model, or pass another store.',
    { reason: 'other-header', path, field: 'ratedBy' },
  );
}

function readRecord(file: string, value: JsonValue): z.infer<typeof recordSchema> {
  const record = recordSchema.safeParse(value);
  if (record.success) return record.data;
  const issue = record.error.issues[0];
  throw new DataFormatError({
    file,
    field: issue?.path.map(String).join('.'),
    reason: `it is no difficulty rating (${issue?.message ?? 'it has another form'})`,
    cause: record.error,
  });
}
