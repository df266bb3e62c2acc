import { guessFormat, type InstanceFormat } from './instance-format.ts';
import { checkData, parseJson } from '../json/json-data.ts';
import type { JsonPiece } from '../json/json-pieces.ts';
import { readChunks } from './read-chunks.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { JsonListSplitter } from './split-json-list.ts';
import { taskInstanceSchema, type TaskInstance } from './task-instance.ts';

/** Options of {@link readInstances}. */
export type ReadInstancesOptions = {
  /** @default 'json' when the path ends in `.json`, else 'jsonl' */
  readonly format?: InstanceFormat | undefined;
};

/**
 * Reads instances one after the other, those of SWE-smith of either generation too; the file is never held
 * whole.
 *
 * Shapes: test lists written as JSON texts become arrays, `null` in an optional field becomes absent, fields
 * not known here are kept. Blank lines are passed over.
 *
 * @throws {DataFormatError} with file, line and field, when the file cannot be read or holds something else.
 */
export async function* readInstances(
  path: string,
  { format = guessFormat(path) }: ReadInstancesOptions = {},
): AsyncIterable<TaskInstance> {
  for await (const piece of readJsonPieces(path, format)) yield parseInstance(piece, path);
}

/** Reads one instance from its bytes. */
export function parseInstance({ bytes, line }: Omit<JsonPiece, 'offset'>, file: string): TaskInstance {
  return checkData(taskInstanceSchema, parseJson(bytes, { file, line }), { file, line });
}

/** Reads the texts of a file's values. */
export async function* readJsonPieces(file: string, format: InstanceFormat): AsyncIterable<JsonPiece> {
  if (format === 'jsonl') {
    yield* splitJsonLines(readChunks(file), { file });
    return;
  }
  const splitter = new JsonListSplitter(file);
  for await (const chunk of readChunks(file)) yield* splitter.add(chunk);
  splitter.end();
}
