import type { TaskInstance } from '../../instances/task-instance.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { Repository } from '../../repository/repository.ts';
import type { Coverage } from '../../validation/warm/coverage.ts';
import { findCallDistance, parseTestId } from './call-distance.ts';
import { findChangedNodes } from './changed-code.ts';
import type { DifficultyFacts } from './difficulty-facts.ts';
import { RepositoryCode } from './repository-code.ts';

/** Options of {@link readDifficultyFacts} and `estimateDifficulty`. */
export type DifficultyFactsOptions = {
  /**
   * The repository the patch applies to. Its code is read and kept in memory while the repository is.
   * @default the facts about code are not known
   */
  readonly repository?: Repository | undefined;
  /** A baseline's; then calls lead only through functions the F2P tests execute. @default not known */
  readonly coverage?: Coverage | null | undefined;
  /** Calls followed at most from a test. @default 8 */
  readonly maxCallDistance?: number | undefined;
};

/**
 * Reads what bears on how hard an instance is: sizes of the patch and the tests, and, with the repository, what is
 * changed and how far from the tests it is.
 *
 * @throws {PatchFormatError} when the patch cannot be read.
 * @throws {RepositoryError} when the repository cannot be read.
 */
export async function readDifficultyFacts(
  instance: Pick<TaskInstance, 'patch' | 'FAIL_TO_PASS'>,
  { repository, coverage, maxCallDistance = 8 }: DifficultyFactsOptions = {},
): Promise<DifficultyFacts> {
  checkNumber('maxCallDistance', maxCallDistance, { least: 0, isWhole: true });
  const patches = parsePatch(instance.patch);
  const tests = instance.FAIL_TO_PASS;
  const known = {
    files: patches.length,
    lines: countLines(patches),
    failToPass: tests.length,
    testFiles: new Set(tests.map((test) => parseTestId(test).path)).size,
  };
  const code = repository && RepositoryCode.of(repository);
  const changed = code && (await findChangedNodes(patches, code));
  if (code === undefined || changed === undefined) {
    return { ...known, functions: undefined, callDistance: undefined, complexity: undefined };
  }
  return {
    ...known,
    functions: changed.length,
    callDistance: findCallDistance(await code.callGraph(), tests, changed, {
      maximum: maxCallDistance,
      coverage: coverage ?? undefined,
    }),
    complexity: changed.length === 0 ? undefined : Math.max(...changed.map(({ complexity }) => complexity)),
  };
}

/** Lines a patch removes and adds. */
export function countLines(patches: readonly FilePatch[]): number {
  return patches.reduce(
    (sum, { hunks }) =>
      sum +
      hunks.reduce((inFile, { lines }) => inFile + lines.filter(({ kind }) => kind !== 'context').length, 0),
    0,
  );
}
