import type { BugCandidate } from '../bug-candidate.ts';
import { collectParts } from './collect-parts.ts';
import { combineGroups } from './combine-groups.ts';
import {
  checkCount,
  type CombinableCandidates,
  type CombineOptions,
  resolveOptions,
} from './combine-options.ts';

/** Options of {@link combineSameModule}. */
export type CombineSameModuleOptions = CombineOptions & {
  /** At most this many combinations are made of each module. @default 10 */
  readonly limitPerModule?: number | undefined;
  /** How many folders of a file's path name its module. @default 2 */
  readonly depth?: number | undefined;
};

/**
 * Makes harder candidates of those that change files of the same module, each used in at most one of them.
 *
 * Shapes: as {@link combineSameFile}, with strategy `combine_module`; `numPatches` is `{ min: 2, max: 5 }` and
 * `maxCombos` 100 unless given. With a `depth` of 2, `a/b/x.py` and `a/b/c/y.py` are of the module `a/b`; a
 * file that lies higher, such as `a/z.py`, is of the module of its own folder.
 *
 * Outcomes: as {@link combineSameFile}; every combination changes two files or more. The files of one module
 * are in memory at a time.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 * @source Paper, section B.3, Algorithm 2. SWE-smith tries the first combinations in order, and leaves out
 *   files that lie higher than `depth`.
 */
export async function* combineSameModule(
  candidates: CombinableCandidates,
  { limitPerModule = 10, depth = 2, ...options }: CombineSameModuleOptions,
): AsyncGenerator<BugCandidate> {
  checkCount('limitPerModule', limitPerModule);
  checkCount('depth', depth);
  const settings = resolveOptions(options, { sizes: { min: 2, max: 5 }, maxCombos: 100 });
  const byPath = await collectParts(candidates, settings);
  const byModule = Map.groupBy(byPath, ([path]) => findModule(path, depth));
  const groups = [...byModule].map(([name, entries]) => ({ name, parts: new Map(entries) }));
  yield* combineGroups(
    groups,
    { strategy: 'combine_module', limit: limitPerModule, minimumFiles: 2 },
    settings,
  );
}

function findModule(path: string, depth: number): string {
  return path.split('/').slice(0, -1).slice(0, depth).join('/');
}
