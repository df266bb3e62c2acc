import type { DataFormatError } from '../../errors/data-format-error.ts';
import type { ReadTrajectory } from '../read-trajectories.ts';
import type { SftRow } from '../sft/sft-row.ts';
import type { Trajectory } from '../trajectory.ts';
import type { Resolutions } from './resolutions.ts';

/** Runs that were evaluated together. */
export type SftRuns = {
  /** As {@link readTrajectories} gives them, or the trajectories alone. */
  readonly trajectories: Iterable<Trajectory | ReadTrajectory> | AsyncIterable<Trajectory | ReadTrajectory>;
  readonly resolutions: Resolutions;
};

/** Why a run gave no row. */
export type DropReason =
  | 'malformed'
  | 'no-instance-id'
  | 'not-evaluated'
  | 'not-resolved'
  | 'no-answer'
  | 'unreadable-call'
  | 'over-limit';

/** A run that gave no row. */
export type DroppedTrajectory = {
  readonly reason: DropReason;
  readonly instanceId?: string | undefined;
  /** Where it was read from, where that is known. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  /** What was wrong, of `malformed` and `unreadable-call`; without its `cause`, which would keep the run in memory. */
  readonly error?: DataFormatError | undefined;
};

/** How far collecting has come. */
export type CollectProgress = { readonly read: number; readonly converted: number };

/** Options of {@link collectSft}. */
export type CollectSftOptions = {
  /** The JSONL file that is written; one that is there is replaced when all rows are ready. */
  readonly path: string;
  /** Makes the row of a run. @default toSftXml */
  readonly toRow?: ((trajectory: Trajectory) => SftRow) | undefined;
  /** @default 3, as in the paper, for runs that are repeated on easy instances make models worse */
  readonly maxPerInstance?: number | undefined;
  /** @default 24 */
  readonly seed?: number | undefined;
  /** Told after each run. */
  readonly onProgress?: ((progress: CollectProgress) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** What was written, and what was not. */
export type SftCollection = {
  readonly path: string;
  readonly rows: number;
  readonly instances: number;
  /** Runs that were read. */
  readonly trajectories: number;
  /** Every run without a row, in the order of reading; those over the limit come last. */
  readonly dropped: readonly DroppedTrajectory[];
};
