import type { DifficultyLabel } from '../difficulty/difficulty-label.ts';
import type { DifficultyVerdict } from '../difficulty/difficulty-verdict.ts';
import type { TaskInstance } from '../instances/task-instance.ts';

/** Numbers from `min` to `max`, both included. */
export type CountRange = {
  /** @default 0 */
  readonly min?: number | undefined;
  /** @default no limit */
  readonly max?: number | undefined;
};

/** At most so many of each; a record limits only what it names. */
export type Quota<Name extends string = string> = number | Readonly<Partial<Record<Name, number>>>;

/** Options of `selectInstances`. Each narrows the selection; without any every instance is taken. */
export type SelectInstancesOptions = {
  /** Names of strategies as instance ids have them, of families, or glob patterns such as `func_pm_*`. */
  readonly strategies?: readonly string[] | undefined;
  /** Number of F2P tests. */
  readonly failToPass?: CountRange | undefined;
  /** Lines the patch removes and adds. */
  readonly lines?: CountRange | undefined;
  /** Files the patch changes. */
  readonly files?: CountRange | undefined;
  /** Only instances with a problem statement. @default false */
  readonly withStatement?: boolean | undefined;
  /** Ratings, for `labels` and `maxPerLabel`. */
  readonly ratings?: Iterable<DifficultyVerdict> | AsyncIterable<DifficultyVerdict> | undefined;
  /** Only instances rated so. */
  readonly labels?: readonly DifficultyLabel[] | undefined;
  /** Only these, as `owner/name` or a mirror's name. */
  readonly onlyRepositories?: readonly string[] | undefined;
  /**
   * None of these, such as `swebenchRepositories`. A repository without a known owner is left out when its name is
   * that of one of them.
   */
  readonly excludeRepositories?: readonly string[] | undefined;
  /** Instances at most, drawn by the seed. @default all */
  readonly size?: number | undefined;
  /** A record may name strategies and families; a family's limit is for all of its strategies together. */
  readonly maxPerStrategy?: Quota | undefined;
  /** By `owner/name`, whatever the commit; a record may name repositories in any form. */
  readonly maxPerRepository?: Quota | undefined;
  /** For sets of a difficulty, such as `{ easy: 375, medium: 125, hard: 0 }`. */
  readonly maxPerLabel?: Quota<DifficultyLabel> | undefined;
  /** Decides which instances are drawn. @default 24 */
  readonly seed?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** Why an instance was left out: the first of these that holds, in this order. */
export type UnselectedReason =
  | 'repeated-id'
  | 'excluded-repository'
  | 'other-repository'
  | 'other-strategy'
  | 'fail-to-pass'
  | 'unreadable-patch'
  | 'lines'
  | 'files'
  | 'no-problem-statement'
  | 'unrated'
  | 'other-label'
  | 'strategy-full'
  | 'repository-full'
  | 'label-full'
  | 'size';

/** A part of a dataset. */
export type Selection = {
  /** In the order they were given. */
  readonly instances: readonly TaskInstance[];
  /** How many instances there were. */
  readonly total: number;
  /** How many were left out for each reason; a reason nobody was left out for is missing. */
  readonly leftOut: Readonly<Partial<Record<UnselectedReason, number>>>;
};
