import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { DataFormatError } from '../errors/data-format-error.ts';
import { readChunks } from '../instances/read-chunks.ts';
import { listFolder } from '../instances/swesmith/list-folder.ts';
import { type JsonPlace, parseJson } from '../json/json-data.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { FileBuffer } from './file-buffer.ts';
import { parseTrajectory } from './parse-trajectory.ts';
import type { Trajectory } from './trajectory.ts';

/** What a file, or a line of one, held. */
export type ReadTrajectory =
  | {
      readonly status: 'read';
      readonly file: string;
      /** 1-based line, in files with a run a line. */
      readonly line?: number | undefined;
      readonly trajectory: Trajectory;
    }
  | {
      readonly status: 'malformed';
      readonly file: string;
      readonly line?: number | undefined;
      /** Names the field where it is known. */
      readonly error: DataFormatError;
    };

/** Options of {@link readTrajectories}. */
export type ReadTrajectoriesOptions = {
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Reads the runs in a folder and those below it, in the order of their paths, one at a time.
 *
 * Shapes: files of SWE-agent (`*.traj`), of mini-swe-agent (`*.traj.json`) and of OpenHands (`output.jsonl`, a run a
 * line). The copies SWE-agent keeps of single attempts (`attempt_0/`) are passed over, links are not followed. Given
 * a file instead of a folder, whatever its name, it reads that: a run, or with the ending `.jsonl` a run a line.
 *
 * Outcomes: a file or line that is no run is `malformed`, and the others are read nevertheless.
 *
 * @throws {DataFormatError} when there is no such folder or file, or a folder cannot be read.
 */
export async function* readTrajectories(
  path: string,
  { abortSignal }: ReadTrajectoriesOptions = {},
): AsyncIterable<ReadTrajectory> {
  const buffer = new FileBuffer();
  for await (const file of (await isFolder(path)) ? findFiles(path) : [path]) {
    abortSignal?.throwIfAborted();
    yield* readFile(file, buffer, abortSignal);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new DataFormatError({ file: path, reason: 'there is no such folder or file', cause });
  }
}

async function* findFiles(folder: string): AsyncIterable<string> {
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^attempt_\d+$/.test(entry.name)) yield* findFiles(path);
    else if (entry.isFile() && /(?:\.traj|\.traj\.json|^output\.jsonl)$/.test(entry.name)) yield path;
  }
}

async function* readFile(
  file: string,
  buffer: FileBuffer,
  abortSignal: AbortSignal | undefined,
): AsyncIterable<ReadTrajectory> {
  try {
    if (!file.endsWith('.jsonl')) {
      yield readPiece(await buffer.read(file), { file });
      return;
    }
    for await (const { bytes, line } of splitJsonLines(readChunks(file), { file })) {
      abortSignal?.throwIfAborted();
      yield readPiece(bytes, { file, line });
    }
  } catch (error) {
    if (!DataFormatError.isInstance(error)) throw error;
    yield { status: 'malformed', file, error };
  }
}

function readPiece(bytes: Uint8Array, place: JsonPlace): ReadTrajectory {
  try {
    const trajectory = parseTrajectory(parseJson(bytes, place), { file: place.file });
    return { status: 'read', ...place, trajectory };
  } catch (error) {
    if (!DataFormatError.isInstance(error)) throw error;
    const { file, line = place.line, field, reason, cause } = error;
    return {
      status: 'malformed',
      ...place,
      error: new DataFormatError({ file, line, field, reason, cause }),
    };
  }
}
