import picomatch from 'picomatch';

import type { DifficultyLabel } from '../difficulty/difficulty-label.ts';
import { countLines } from '../difficulty/facts/read-difficulty-facts.ts';
import { PatchFormatError } from '../errors/patch-error.ts';
import { findMirrorName, findStrategy } from '../instances/instance-strategy.ts';
import { findStrategyFamily } from '../instances/strategy-grouping.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import { RepositoryList } from './repository-names.ts';
import type { CountRange, UnselectedReason, SelectInstancesOptions } from './selection.ts';

/** Says why an instance cannot be in a selection, or `undefined` when it can. */
export type SelectionFilter = (instance: TaskInstance) => UnselectedReason | undefined;

/** The part of a selection that decides about each instance alone; `labels` are those of rated instances. */
export function createFilter(
  options: SelectInstancesOptions,
  labels: ReadonlyMap<string, DifficultyLabel>,
): SelectionFilter {
  const isStrategy = matchStrategies(options.strategies);
  const only = options.onlyRepositories && new RepositoryList(options.onlyRepositories);
  const excluded = new RepositoryList(options.excludeRepositories ?? []);
  const needsLabel = options.labels !== undefined || options.maxPerLabel !== undefined;
  return (instance) => {
    // SWE-bench's own rows name the repository in one field, mirrors in both.
    const repositories = [instance.repo, findMirrorName(instance.instance_id) ?? instance.repo];
    if (repositories.some((name) => excluded.includes(name))) return 'excluded-repository';
    if (only !== undefined && !repositories.some((name) => only.includes(name))) return 'other-repository';
    if (!isStrategy(findStrategy(instance.instance_id))) return 'other-strategy';
    if (!isIn(instance.FAIL_TO_PASS.length, options.failToPass)) return 'fail-to-pass';
    const sizeProblem = checkSizes(instance.patch, options);
    if (sizeProblem !== undefined) return sizeProblem;
    if (options.withStatement === true && (instance.problem_statement ?? '').trim() === '') {
      return 'no-problem-statement';
    }
    const label = labels.get(instance.instance_id);
    if (needsLabel && label === undefined) return 'unrated';
    return label !== undefined && options.labels?.includes(label) === false ? 'other-label' : undefined;
  };
}

function matchStrategies(patterns: readonly string[] | undefined): (strategy: string) => boolean {
  if (patterns === undefined) return () => true;
  const names = patterns.map((pattern) => (pattern === 'pr' ? 'pr_mirror' : pattern));
  const matches = picomatch(names, { dot: true });
  return (strategy) =>
    matches(strategy) || names.includes(findStrategyFamily(strategy)) || names.includes(strategy);
}

function checkSizes(patch: string, { lines, files }: SelectInstancesOptions): UnselectedReason | undefined {
  if (lines === undefined && files === undefined) return undefined;
  try {
    const patches = parsePatch(patch);
    if (!isIn(countLines(patches), lines)) return 'lines';
    return isIn(patches.length, files) ? undefined : 'files';
  } catch (error) {
    if (PatchFormatError.isInstance(error)) return 'unreadable-patch';
    throw error;
  }
}

function isIn(value: number, { min = 0, max = Number.POSITIVE_INFINITY }: CountRange = {}): boolean {
  return value >= min && value <= max;
}
