import { hash } from 'node:crypto';
import { z } from 'zod';

import { DataFormatError } from '../errors/data-format-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { StoreError } from '../errors/store-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import type { IssueAttempt } from './issue-attempt.ts';

const recordSchema = z.object({ key: z.string(), instance: z.string() });

const messageSchema = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const workSchema = {
  attempts: z.number(),
  costUsd: z.number().optional(),
  messages: z.array(messageSchema),
  shortened: z.array(z.object({ input: z.string(), fromTokens: z.number(), toTokens: z.number() })),
  facts: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null),
};
const attemptSchema = z
  .discriminatedUnion('status', [
    z.object({ status: z.literal('written'), text: z.string(), ...workSchema }),
    z.object({ status: z.literal('not-written'), reason: z.string(), detail: z.string(), ...workSchema }),
  ])
  .transform((attempt): IssueAttempt => ({ ...attempt, costUsd: attempt.costUsd }));

/** What a run adds to a store is only read after it is opened again. */
const read = new WeakSet<JsonlStore>();

/**
 * The statements a store keeps, by instance and number.
 *
 * Its first value says what they were written with. Records are read as they are asked for, which is mostly the order
 * they are in, so that few are in memory at a time.
 */
export class IssueStore {
  readonly #store: JsonlStore;
  /** Hashes of the instances of the statements that are kept. */
  readonly #kept: ReadonlyMap<string, string>;
  readonly #records: AsyncIterator<JsonValue>;
  /** Read before they were asked for. */
  readonly #early = new Map<string, unknown>();

  private constructor(store: JsonlStore, kept: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#kept = kept;
    this.#records = store.read()[Symbol.asyncIterator]();
  }

  /**
   * @throws {InvalidArgumentError} when the store was given to a run before.
   * @throws {StoreError} when it keeps what was written with something else.
   */
  static async open(store: JsonlStore, facts: JsonObject): Promise<IssueStore> {
    if (read.has(store)) {
      const expected =
        'a store that was opened for this run: what a run adds is only read after it is opened again';
      throw new InvalidArgumentError({ argument: 'store', value: store.path, expected });
    }
    read.add(store);
    const kept = new Map<string, string>();
    let isEmpty = true;
    for await (const value of store.read()) {
      if (isEmpty) checkFacts(store, value, facts);
      else {
        const { key, instance } = check(store, recordSchema, value);
        kept.set(key, instance);
      }
      isEmpty = false;
    }
    if (isEmpty) await store.append(facts);
    return new IssueStore(store, kept);
  }

  /**
   * What was written in an earlier run, or `undefined` when it has yet to be.
   *
   * @throws {StoreError} when it was written for another instance of the same id.
   */
  async find(instance: TaskInstance, statement: number): Promise<IssueAttempt | undefined> {
    const key = keyOf(instance, statement);
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (kept !== hashInstance(instance)) throw otherInstance(this.#store.path, instance);
    while (!this.#early.has(key)) {
      const next = await this.#records.next();
      if (next.done === true) break;
      const record = z.object({ key: z.string(), attempt: z.unknown() }).safeParse(next.value);
      if (record.success) this.#early.set(record.data.key, record.data.attempt);
    }
    const attempt = this.#early.get(key);
    this.#early.delete(key);
    return attempt === undefined ? undefined : check(this.#store, attemptSchema, attempt);
  }

  async keep(instance: TaskInstance, statement: number, attempt: IssueAttempt): Promise<void> {
    await this.#store.append({
      key: keyOf(instance, statement),
      instance: hashInstance(instance),
      attempt: attempt as unknown as JsonObject,
    });
  }
}

function keyOf(instance: TaskInstance, statement: number): string {
  return `${instance.instance_id} ${statement}`;
}

function hashInstance({ patch, FAIL_TO_PASS: tests }: TaskInstance): string {
  return hash('sha256', JSON.stringify([patch, tests])).slice(0, 32);
}

function check<T>(store: JsonlStore, schema: z.ZodType<T>, value: unknown): T {
  const record = schema.safeParse(value);
  if (record.success) return record.data;
  const issue = record.error.issues[0];
  throw new DataFormatError({
    file: store.path,
    field: issue?.path.map(String).join('.'),
    reason: `it is no problem statement (${issue?.message ?? 'it has another form'})`,
    cause: record.error,
  });
}

function checkFacts(store: JsonlStore, value: JsonValue, facts: JsonObject): void {
  const actual: Readonly<Record<string, unknown>> = z.looseObject({}).catch({}).parse(value);
  for (const [field, expected] of Object.entries(facts)) {
    if (JSON.stringify(actual[field]) === JSON.stringify(expected)) continue;
    throw new StoreError(
      `The store \`${store.path}\` keeps problem statements that were written with something else: in it \`${field}\` ` +
        `is ${describe(actual[field])}, and here it is ${describe(expected)}. Go on with what it was made for, or pass ` +
        'another store.',
      { reason: 'other-header', path: store.path, field },
    );
  }
}

function describe(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function otherInstance(path: string, { instance_id: id }: TaskInstance): StoreError {
  return new StoreError(
    `The store \`${path}\` keeps a problem statement of another instance with the id \`${id}\`: its patch or its F2P ` +
      'tests differ. Go on with those instances, or pass another store.',
    { reason: 'other-header', path, field: 'instance' },
  );
}
