import type { Resolutions } from '../collection/resolutions.ts';
import { indexResolutions } from '../collection/resolutions.ts';
import type { ReadTrajectory } from '../read-trajectories.ts';
import type { Trajectory } from '../trajectory.ts';
import type { RepetitionCount, TrajectoryAnalysis } from './analysis.ts';
import { findBaseCommand } from './base-command.ts';
import { failureModes, findFailureMode } from './failure-mode.ts';
import { findLongestRepetition } from './find-longest-repetition.ts';
import { chooseLimits, createLimitCurve, meanOf, type RunUse } from './limit-curve.ts';

/** Options of {@link analyzeTrajectories}. */
export type AnalyzeTrajectoriesOptions = {
  /** Which runs resolved their instance. Without, nothing is counted as evaluated. */
  readonly resolutions?: Resolutions | undefined;
  /** The instances, whose patches say which files a fix has to change; needed to tell most failures apart. */
  readonly instances?: Iterable<InstancePatch> | AsyncIterable<InstancePatch> | undefined;
  /** Numbers of the model's answers. @default about 15 round numbers up to the longest run */
  readonly turnLimits?: readonly number[] | undefined;
  /** @default about 15 round numbers up to the dearest run */
  readonly costLimitsUsd?: readonly number[] | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** What is needed of a task instance; a `TaskInstance` is one. */
export type InstancePatch = { readonly instance_id: string; readonly patch: string };

const defaultPoints = 15;

/**
 * Counts what agents do and what they fail at, over many runs: the commands they use, how they repeat themselves, what
 * lower limits would have cost, and the ways they fail.
 *
 * Memory holds a few numbers of each run, never the runs.
 *
 * @source Paper, sections 4.2 and F.3.
 */
export async function analyzeTrajectories(
  trajectories: Iterable<Trajectory | ReadTrajectory> | AsyncIterable<Trajectory | ReadTrajectory>,
  {
    resolutions = new Map(),
    instances = [],
    turnLimits,
    costLimitsUsd,
    abortSignal,
  }: AnalyzeTrajectoriesOptions = {},
): Promise<TrajectoryAnalysis> {
  const findResolution = await indexResolutions(resolutions);
  const patches = new Map<string, string>();
  for await (const { instance_id, patch } of instances) patches.set(instance_id, patch);

  const commands = new Map<string, number>();
  const failures = new Map<string, number>();
  const repetitions: { length: number; isResolved: boolean | undefined }[] = [];
  const turns: RunUse[] = [];
  const costs: RunUse[] = [];
  let malformed = 0;
  for await (const item of trajectories) {
    abortSignal?.throwIfAborted();
    if ('status' in item && item.status === 'malformed') {
      malformed += 1;
      continue;
    }
    const run = 'status' in item ? item.trajectory : item;
    const isResolved = findResolution(run);
    for (const { action } of run.steps) count(commands, findBaseCommand(action));
    repetitions.push({ length: findLongestRepetition(run).length, isResolved });
    turns.push({ used: run.usage.calls, isResolved: isResolved === true });
    const { costUsd } = run.usage;
    if (costUsd !== undefined) costs.push({ used: costUsd, isResolved: isResolved === true });
    if (isResolved === false) count(failures, findFailureMode(run, patches.get(run.instanceId ?? '')));
  }
  commands.delete('');
  return {
    runs: turns.length,
    malformed,
    evaluated: repetitions.filter(({ isResolved }) => isResolved !== undefined).length,
    resolved: turns.filter(({ isResolved }) => isResolved).length,
    meanTurns: meanOf(turns.map(({ used }) => used)) ?? 0,
    meanCostUsd: meanOf(costs.map(({ used }) => used)),
    commands: shares(commands, [...commands.keys()])
      .map(({ key, ...counted }) => ({ command: key, ...counted }))
      .sort((one, other) => other.count - one.count || (one.command < other.command ? -1 : 1)),
    repetitions: countRepetitions(repetitions),
    turnCurve: createLimitCurve(turns, turnLimits ?? chooseLimits(turns, defaultPoints)),
    costCurve: createLimitCurve(costs, costLimitsUsd ?? chooseLimits(costs, defaultPoints)),
    failures: shares(failures, failureModes).map(({ key, ...counted }) => ({
      mode: key,
      ...counted,
    })),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function shares<Key extends string>(
  counts: ReadonlyMap<string, number>,
  keys: readonly Key[],
): { key: Key; count: number; share: number }[] {
  const total = [...counts.values()].reduce((sum, value) => sum + value, 0);
  return keys.map((key) => {
    const counted = counts.get(key) ?? 0;
    return { key, count: counted, share: total === 0 ? 0 : counted / total };
  });
}

/** For every length that occurs, the runs that repeat themselves at least so long. */
function countRepetitions(
  runs: readonly { readonly length: number; readonly isResolved: boolean | undefined }[],
): RepetitionCount[] {
  const lengths = [...new Set(runs.map(({ length }) => length))].sort((one, other) => one - other);
  return lengths.map((minLength) => {
    const reached = runs.filter(({ length }) => length >= minLength);
    const evaluated = reached.filter(({ isResolved }) => isResolved !== undefined);
    const unresolved = evaluated.filter(({ isResolved }) => isResolved === false).length;
    return {
      minLength,
      runs: reached.length,
      unresolved,
      failureShare: evaluated.length === 0 ? undefined : unresolved / evaluated.length,
    };
  });
}
