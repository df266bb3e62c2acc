import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { writeFileAtomically } from '../../instances/atomic-file.ts';
import { stringifyLikePython } from '../../instances/python-json.ts';
import { PythonRandom } from '../python/python-random.ts';
import type { ReadTrajectory } from '../read-trajectories.ts';
import { toSftXml } from '../sft/to-sft-xml.ts';
import type { Trajectory } from '../trajectory.ts';
import type { CollectSftOptions, DroppedTrajectory, SftCollection, SftRuns } from './collect-options.ts';
import { type FindResolution, indexResolutions } from './resolutions.ts';
import { RowSpool, type SpooledRow } from './row-spool.ts';

type Place = { readonly file?: string | undefined; readonly line?: number | undefined };
type Row = SpooledRow & Place;

/**
 * Writes the training data of runs that resolved their instance: at most some of each instance, drawn and shuffled by
 * the seed.
 *
 * Shapes: JSONL as Python's `json.dumps` writes it, a row a line. Rows wait on disk, beside the file, until all are
 * there; memory holds what is needed to find them.
 *
 * Outcomes: every run is a row or listed in `dropped` with the reason.
 *
 * @throws {InvalidArgumentError} when `seed` or `maxPerInstance` is no whole number, or out of range.
 * @source Paper, sections 3 and 4 (only resolved runs, three an instance). Drawing and shuffling are those of
 *   SWE-smith's `train/traj_mgr/combine_trajs.py`, number for number for the same rows in the same order.
 */
export async function collectSft(
  runs: SftRuns | readonly SftRuns[],
  { path, toRow = toSftXml, maxPerInstance = 3, seed = 24, onProgress, abortSignal }: CollectSftOptions,
): Promise<SftCollection> {
  checkWhole('maxPerInstance', maxPerInstance, 1);
  checkWhole('seed', seed, 0);
  abortSignal?.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  await using spool = await RowSpool.create(dirname(path));

  // 1. Convert what resolved its instance.
  const dropped: DroppedTrajectory[] = [];
  const byInstance = new Map<string, Row[]>();
  let [read, converted] = [0, 0];
  for (const { trajectories, resolutions } of listRuns(runs)) {
    const findResolution = await indexResolutions(resolutions);
    for await (const item of trajectories) {
      abortSignal?.throwIfAborted();
      read += 1;
      const made = convert(item, findResolution, toRow);
      if ('reason' in made) dropped.push(withoutCause(made));
      else {
        converted += 1;
        const { instanceId, text, file, line } = made;
        const { offset, length } = await spool.add(text);
        const row: Row = { offset, length, file, line };
        const rows = byInstance.get(instanceId);
        if (rows === undefined) byInstance.set(instanceId, [row]);
        else rows.push(row);
      }
      onProgress?.({ read, converted });
    }
  }

  // 2. Draw some of each instance, and shuffle them.
  const random = new PythonRandom(seed);
  const drawn: Row[] = [];
  for (const [instanceId, rows] of byInstance) {
    const kept = new Set(random.sample(rows, Math.min(rows.length, maxPerInstance)));
    drawn.push(...kept);
    for (const row of rows) {
      if (!kept.has(row)) dropped.push({ reason: 'over-limit', instanceId, ...describePlace(row) });
    }
  }
  const order = random.shuffle(drawn);

  // 3. Write them.
  await writeFileAtomically(path, untilAborted(spool.read(order), abortSignal));
  return { path, rows: order.length, instances: byInstance.size, trajectories: read, dropped };
}

function listRuns(runs: SftRuns | readonly SftRuns[]): readonly SftRuns[] {
  return 'trajectories' in runs ? [runs] : runs;
}

async function* untilAborted<Piece>(
  pieces: AsyncIterable<Piece>,
  abortSignal: AbortSignal | undefined,
): AsyncIterable<Piece> {
  for await (const piece of pieces) {
    abortSignal?.throwIfAborted();
    yield piece;
  }
}

function convert(
  item: Trajectory | ReadTrajectory,
  findResolution: FindResolution,
  toRow: NonNullable<CollectSftOptions['toRow']>,
): DroppedTrajectory | (Place & { readonly instanceId: string; readonly text: string }) {
  const place = 'status' in item ? describePlace(item) : {};
  if ('status' in item && item.status === 'malformed') {
    return { reason: 'malformed', ...place, error: item.error };
  }
  const trajectory = 'status' in item ? item.trajectory : item;
  const { instanceId, messages } = trajectory;
  if (instanceId === undefined) return { reason: 'no-instance-id', ...place };
  const isResolved = findResolution(trajectory);
  if (isResolved !== true) {
    return { reason: isResolved === undefined ? 'not-evaluated' : 'not-resolved', instanceId, ...place };
  }
  if (!messages.some(({ role, isFromProgram }) => role === 'assistant' && isFromProgram !== true)) {
    return { reason: 'no-answer', instanceId, ...place };
  }
  try {
    return { instanceId, ...place, text: `${stringifyLikePython(toRow(trajectory))}\n` };
  } catch (error) {
    if (!DataFormatError.isInstance(error)) throw error;
    return { reason: 'unreadable-call', instanceId, ...place, error };
  }
}

/**
 * What is kept of a run that was dropped: an error remembers what it was caused by and the functions it came out of,
 * and with them the whole run.
 */
function withoutCause({ error, ...dropped }: DroppedTrajectory): DroppedTrajectory {
  if (error === undefined) return dropped;
  const { file, line, field, reason } = error;
  return { ...dropped, error: new DataFormatError({ file, line, field, reason }) };
}

function describePlace({ file, line }: Place): Place {
  return { ...(file === undefined ? undefined : { file }), ...(line === undefined ? undefined : { line }) };
}

function checkWhole(argument: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new InvalidArgumentError({ argument, value, expected: `a whole number of at least ${minimum}` });
}
