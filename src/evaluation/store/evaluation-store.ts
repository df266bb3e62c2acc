import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { splitJsonLines } from '../../json/split-json-lines.ts';
import type { Repository } from '../../repository/repository.ts';
import { createFileSystemError } from '../../stores/file-system-error.ts';
import { type JsonlStore, openJsonlStore } from '../../stores/jsonl-store.ts';
import { digestEnvironment } from '../../validation/baseline.ts';
import { readStored } from '../../validation/store/damaged-store.ts';
import type { EvaluationResult } from '../evaluation-result.ts';
import type { Prediction } from '../prediction.ts';
import { type EvaluationEntry, evaluationEntrySchema } from './stored-evaluation.ts';

/** Where a stored result lies in the file. */
type Place = { readonly offset: number; readonly length: number; readonly line: number };

/** The results of an evaluation, kept in a directory while nobody else has it open. */
export class EvaluationStore {
  readonly #store: JsonlStore;
  /** Memory for a result is that of its place. */
  readonly #places: ReadonlyMap<string, Place>;

  private constructor(store: JsonlStore, places: ReadonlyMap<string, Place>) {
    this.#store = store;
    this.#places = places;
  }

  /** @throws {StoreError} when it is open already, was made with other facts, is damaged or cannot be opened. */
  static async open(directory: string, facts: JsonObject): Promise<EvaluationStore> {
    const header = { content: 'evaluation results', version: 1, ...facts };
    const store = await openJsonlStore(join(resolve(directory), 'results.jsonl'), { header });
    try {
      return new EvaluationStore(store, await findPlaces(store.path));
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** The stored result of a prediction that was evaluated on the same instance in the same way. */
  async find(key: string, prediction: Prediction): Promise<EvaluationResult | undefined> {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    for await (const entry of readEntries(this.#store.path, place)) {
      return { ...entry.result, prediction };
    }
    return undefined;
  }

  async add(key: string, result: EvaluationResult): Promise<void> {
    if (result.status === 'errored') return;
    const { prediction, ...stored } = result;
    const { instance_id, model_name_or_path } = prediction;
    // Whatever is in a result is JSON.
    await this.#store.append({
      key,
      instance_id,
      model_name_or_path,
      result: stored as unknown as JsonValue,
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** Digest of a prediction and of what decides its result; any of it changed makes it another one. */
export function createKey(
  prediction: Prediction,
  instance: TaskInstance | undefined,
  repository: Repository | undefined,
): string {
  const { instance_id, model_name_or_path, model_patch } = prediction;
  const environment = repository === undefined ? null : digestEnvironment(repository);
  return hash(
    'sha256',
    JSON.stringify([
      [instance_id, model_name_or_path, model_patch],
      [instance?.patch, instance?.FAIL_TO_PASS, instance?.PASS_TO_PASS],
      [repository?.commit, repository?.environment.testCommand, environment],
    ]),
  ).slice(0, 32);
}

async function findPlaces(path: string): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  let isHeader = true;
  for await (const { bytes, offset, line } of splitJsonLines(readChunks(path, 0), { file: path })) {
    if (!isHeader) places.set(parseEntry(path, bytes, line).key, { offset, length: bytes.length, line });
    isHeader = false;
  }
  return places;
}

async function* readEntries(path: string, { offset, length, line }: Place): AsyncIterable<EvaluationEntry> {
  const chunks = readChunks(path, offset, offset + length - 1);
  for await (const { bytes } of splitJsonLines(chunks, { file: path })) yield parseEntry(path, bytes, line);
}

function parseEntry(path: string, bytes: Uint8Array, line: number): EvaluationEntry {
  const remedy = 'Remove that line, to have its prediction evaluated again.';
  return readStored({ path, line, remedy }, () =>
    checkData(evaluationEntrySchema, parseJson(bytes, { file: path, line }), { file: path, line }),
  );
}

async function* readChunks(path: string, start: number, end?: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { start, ...(end === undefined ? {} : { end }) })) {
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw createFileSystemError(path, 'read', error);
  }
}
