import { z } from 'zod';

import { DataFormatError } from '../errors/data-format-error.ts';
import { readChunks } from '../instances/read-chunks.ts';
import { checkData, parseJson } from '../json/json-data.ts';
import type { JsonPiece } from '../json/json-pieces.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { parseDifficulty } from './answer/parse-difficulty.ts';
import type { DifficultyVerdict } from './difficulty-verdict.ts';

/** Options of {@link readDifficulties}. */
export type ReadDifficultiesOptions = {
  /** Leaves out a last line that was cut off, as a run that was killed leaves it. @default false */
  readonly ignoreCutOffLine?: boolean | undefined;
};

const rowSchema = z.looseObject({ instance_id: z.string().min(1), difficulty: z.string().nullable() });

/**
 * Reads difficulties as `writeDifficulties` and SWE-smith's script write them, one after the other.
 *
 * Shapes: one object a line with `instance_id` and `difficulty`, which is one of the four times, one of `easy`,
 * `medium` and `hard`, or what a model answered; it is read as by `parseDifficulty`. Blank lines are passed over.
 *
 * Outcomes: `unrated` for rows that say `error` (`recorded-error`), and where no label can be told.
 *
 * @throws {DataFormatError} with file, line and field; the rows before it come first. A last line that was cut off
 *   is named as such.
 */
export async function* readDifficulties(
  path: string,
  { ignoreCutOffLine = false }: ReadDifficultiesOptions = {},
): AsyncGenerator<DifficultyVerdict> {
  let cutOff: { readonly line: number; readonly cause: unknown } | undefined;
  for await (const piece of splitJsonLines(readChunks(path), { file: path })) {
    if (cutOff !== undefined) throw cutOff.cause;
    try {
      yield readRow(piece, path);
    } catch (cause) {
      if (!DataFormatError.isInstance(cause) || cause.field !== undefined) throw cause;
      // Only known to be the last one when none follows.
      cutOff = { line: piece.line, cause };
    }
  }
  if (cutOff === undefined || ignoreCutOffLine) return;
  throw new DataFormatError({
    file: path,
    line: cutOff.line,
    reason: 'the last line is cut off, or no JSON. Set `ignoreCutOffLine` to do without it',
    cause: cutOff.cause,
  });
}

function readRow({ bytes, line }: JsonPiece, file: string): DifficultyVerdict {
  const row = checkData(rowSchema, parseJson(bytes, { file, line }), { file, line });
  const instanceId = row.instance_id;
  if (row.difficulty === null || row.difficulty.trim() === 'error') {
    const message = 'The file says that rating the instance failed.';
    return { status: 'unrated', instanceId, reason: 'recorded-error', message };
  }
  return { instanceId, ...parseDifficulty(row.difficulty) };
}
