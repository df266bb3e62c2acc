import { hash } from 'node:crypto';
import { z } from 'zod';
import { predictionSchema } from '../evaluation/prediction.ts';
import { checkData } from '../json/json-data.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import { trajectorySchema } from '../trajectories/trajectory.ts';
import type { AgentRun } from './agent-run.ts';

const keySchema = z.looseObject({ key: z.string(), run: z.unknown() });
const runSchema = z.looseObject({
  status: z.enum(['submitted', 'gave-up', 'limit-reached']),
  instanceId: z.string(),
  trajectory: trajectorySchema,
  prediction: predictionSchema,
  omitted: z.array(z.looseObject({ path: z.string(), reason: z.string() })),
  costUsd: z.number().optional(),
});

/**
 * The runs a store keeps; of what was run several times there are several. They are read as they are asked for, which
 * is mostly the order they are in, so that few are in memory at a time.
 */
export class RunStore {
  readonly #store: JsonlStore;
  /** How many runs of each key are left. */
  readonly #left = new Map<string, number>();
  readonly #records: AsyncIterator<JsonValue>;
  /** Read before they were asked for. */
  readonly #early = new Map<string, unknown[]>();

  private constructor(store: JsonlStore) {
    this.#store = store;
    this.#records = store.read()[Symbol.asyncIterator]();
  }

  static async open(store: JsonlStore): Promise<RunStore> {
    const opened = new RunStore(store);
    for await (const value of store.read()) {
      const { key } = checkData(keySchema, value, { file: store.path });
      opened.#left.set(key, (opened.#left.get(key) ?? 0) + 1);
    }
    return opened;
  }

  /** A run that was made of the same facts earlier, or `undefined` when it has yet to be. */
  async find(facts: JsonValue): Promise<AgentRun | undefined> {
    const key = toKey(facts);
    const left = this.#left.get(key) ?? 0;
    if (left === 0) return undefined;
    this.#left.set(key, left - 1);
    for (;;) {
      const found = this.#early.get(key)?.shift();
      if (found !== undefined) {
        const run = checkData(runSchema, found, { file: this.#store.path, path: ['run'] });
        return { ...run, costUsd: run.costUsd } as unknown as AgentRun;
      }
      const next = await this.#records.next();
      // Another call may have read it meanwhile.
      if (next.done === true && (this.#early.get(key) ?? []).length === 0) return undefined;
      const record = keySchema.safeParse(next.value).data;
      if (record !== undefined) {
        this.#early.set(record.key, [...(this.#early.get(record.key) ?? []), record.run]);
      }
    }
  }

  async keep(facts: JsonValue, run: AgentRun): Promise<void> {
    await this.#store.append({ key: toKey(facts), run: run as unknown as JsonObject });
  }
}

function toKey(facts: JsonValue): string {
  return hash('sha256', JSON.stringify(facts)).slice(0, 32);
}
