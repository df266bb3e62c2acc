import type { BugCandidate } from '../bug-candidate.ts';
import { collectParts } from './collect-parts.ts';
import { combineGroups } from './combine-groups.ts';
import {
  checkCount,
  type CombinableCandidates,
  type CombineOptions,
  resolveOptions,
} from './combine-options.ts';

/** Options of {@link combineSameFile}. */
export type CombineSameFileOptions = CombineOptions & {
  /** At most this many combinations are made of each file. @default 3 */
  readonly limitPerFile?: number | undefined;
};

/**
 * Makes harder candidates of those that change the same file, each used in at most one of them.
 *
 * Shapes: `numPatches` is `{ min: 2, max: 4 }` and `maxCombos` 40 unless given. The strategy is `combine_file`;
 * `metadata` holds `patch_files`, the names of the parts in SWE-smith's layout, and `num_patch_files`. Parts
 * are listed from the end of the file to its start, the order in which git applies them one after another
 * without moving any; `costUsd` is their sum.
 *
 * Outcomes: combinations are drawn by the seed from all there are, and one is passed over when two of its
 * parts change the same definition or would conflict in git, or when the file with all of them does not parse.
 * Candidates are best validated ones: of validation results only those with status `valid` are used.
 * Combinations, and candidates that change several files or make or remove one, are not used. The order of
 * `candidates` does not matter: all are read first, and of each its patch is kept in memory.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 * @source Paper, section B.3, Algorithm 1. SWE-smith tries the first combinations in order instead.
 */
export async function* combineSameFile(
  candidates: CombinableCandidates,
  { limitPerFile = 3, ...options }: CombineSameFileOptions,
): AsyncGenerator<BugCandidate> {
  checkCount('limitPerFile', limitPerFile);
  const settings = resolveOptions(options, { sizes: { min: 2, max: 4 }, maxCombos: 40 });
  const byPath = await collectParts(candidates, settings);
  const groups = [...byPath].map(([path, parts]) => ({ name: path, parts: new Map([[path, parts]]) }));
  yield* combineGroups(groups, { strategy: 'combine_file', limit: limitPerFile, minimumFiles: 1 }, settings);
}
