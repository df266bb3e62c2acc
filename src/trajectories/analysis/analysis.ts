import type { FailureMode } from './failure-mode.ts';

/** How often a base command was used. */
export type CommandCount = { readonly command: string; readonly count: number; readonly share: number };

/** Runs whose longest repetition has at least this length. */
export type RepetitionCount = {
  readonly minLength: number;
  readonly runs: number;
  /** Of those that were evaluated. */
  readonly unresolved: number;
  /** Share of the evaluated ones that did not resolve their instance; `undefined` when there are none. */
  readonly failureShare: number | undefined;
};

/** What runs would have come to under a lower limit. */
export type LimitPoint = {
  readonly limit: number;
  /** Runs that had resolved their instance within the limit. */
  readonly resolved: number;
  /** Mean of what all runs would have used, those that used more counting as the limit. */
  readonly meanUsed: number;
};

/** How often runs that did not resolve their instance failed in one way. */
export type FailureCount = { readonly mode: FailureMode; readonly count: number; readonly share: number };

/** What many runs have in common. Shares are from 0 to 1. */
export type TrajectoryAnalysis = {
  readonly runs: number;
  /** Files and lines that held no run; they count nowhere else. */
  readonly malformed: number;
  readonly evaluated: number;
  readonly resolved: number;
  /** Mean number of the model's answers in a run. */
  readonly meanTurns: number;
  /** Mean over the runs whose cost is known; `undefined` when there are none. */
  readonly meanCostUsd: number | undefined;
  /** The most frequent first. */
  readonly commands: readonly CommandCount[];
  readonly repetitions: readonly RepetitionCount[];
  /** Limits are numbers of the model's answers. */
  readonly turnCurve: readonly LimitPoint[];
  /** Limits are US dollars; of the runs whose cost is known. */
  readonly costCurve: readonly LimitPoint[];
  /** In the order in which they are decided. */
  readonly failures: readonly FailureCount[];
};
