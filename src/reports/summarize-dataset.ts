import { hash } from 'node:crypto';

import { findChangedNodes } from '../difficulty/facts/changed-code.ts';
import { countLines } from '../difficulty/facts/read-difficulty-facts.ts';
import { RepositoryCode } from '../difficulty/facts/repository-code.ts';
import type { Instances } from '../difficulty/rate-difficulty-options.ts';
import { PatchFormatError } from '../errors/patch-error.ts';
import { findInstanceRepository, type InstanceRepositories } from '../instances/instance-repositories.ts';
import { findCandidateStrategy, findMirrorName, findStrategy } from '../instances/instance-strategy.ts';
import { type GroupBy, toGrouping } from '../instances/strategy-grouping.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { FilePatch } from '../patches/file-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import type { ValidationResult } from '../validation/validation-result.ts';
import { addCoverage, CoverageCounter } from './coverage-counter.ts';
import type { DatasetSummary } from './dataset-summary.ts';
import { GroupCounter } from './group-counter.ts';

/** Options of {@link summarizeDataset}. */
export type SummarizeDatasetOptions = {
  /** @default 'strategy' */
  readonly groupBy?: GroupBy | undefined;
  /** Code of the instances, to count the functions they change. @default that is not known */
  readonly repositories?: InstanceRepositories | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Counts what a dataset is made of: candidates, yield and cost by strategy from the results of `validate`; sizes,
 * bug coverage and repetitions from the instances.
 *
 * Both are read once, one after the other, and none is kept: memory grows with the different tests, sizes and, by a
 * few bytes, with the instances. Either may be empty; its part of the summary is then.
 *
 * @throws {RepositoryError} when a repository cannot be read.
 * @source Paper, Tables 1, 11 and 13, and section C.2 for bug coverage. Quartiles are interpolated.
 */
export async function summarizeDataset(
  results: Iterable<ValidationResult> | AsyncIterable<ValidationResult>,
  instances: Instances,
  { groupBy = 'strategy', repositories, abortSignal }: SummarizeDatasetOptions = {},
): Promise<DatasetSummary> {
  const toGroup = toGrouping(groupBy);
  const total = new GroupCounter();
  const groups = new Map<string, GroupCounter>();
  const countersOf = (strategy: string): readonly GroupCounter[] => {
    const group = toGroup(strategy);
    const counter = groups.get(group) ?? new GroupCounter();
    groups.set(group, counter);
    return [counter, total];
  };
  for await (const result of results) {
    abortSignal?.throwIfAborted();
    for (const counter of countersOf(findCandidateStrategy(result.candidate))) counter.addResult(result);
  }

  const coverage = new CoverageCounter();
  const ids = new Set<string>();
  const patchesSeen = new Set<string>();
  let repeatedIds = 0;
  let unreadablePatches = 0;
  let functionsUnknown = 0;
  for await (const instance of instances) {
    abortSignal?.throwIfAborted();
    const id = digest(instance.instance_id);
    if (ids.has(id)) {
      repeatedIds += 1;
      continue;
    }
    ids.add(id);
    const repository = findMirrorName(instance.instance_id) ?? instance.repo;
    coverage.add(repository, instance);
    const patchId = digest(`${repository}\0${instance.patch}`);
    const isRepeatedPatch = patchesSeen.has(patchId);
    patchesSeen.add(patchId);
    const patches = readPatch(instance.patch);
    if (patches === undefined) unreadablePatches += 1;
    const functions = patches && repositories && (await countFunctions(instance, patches, repositories));
    if (functions === undefined) functionsUnknown += 1;
    const sizes = {
      repository,
      failToPass: instance.FAIL_TO_PASS.length,
      lines: patches && countLines(patches),
      functions,
      files: patches?.length,
      isRepeatedPatch,
    };
    for (const counter of countersOf(findStrategy(instance.instance_id))) counter.addInstance(sizes);
  }

  const summaries = coverage.toSummaries();
  return {
    total: total.toSummary(),
    groups: [...groups]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([group, counter]) => ({ group, ...counter.toSummary() })),
    repositories: summaries,
    bugCoverage: addCoverage(summaries),
    repeatedIds,
    unreadablePatches,
    functionsUnknown,
  };
}

async function countFunctions(
  instance: TaskInstance,
  patches: readonly FilePatch[],
  repositories: InstanceRepositories,
): Promise<number | undefined> {
  const repository = await findInstanceRepository(instance, repositories);
  return repository && (await findChangedNodes(patches, RepositoryCode.of(repository)))?.length;
}

function readPatch(patch: string): FilePatch[] | undefined {
  try {
    return parsePatch(patch);
  } catch (error) {
    if (PatchFormatError.isInstance(error)) return undefined;
    throw error;
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64').slice(0, 16);
}
