import type { IssueSubject } from '../issue-writer.ts';
import type { IssueEvidence } from '../evidence/issue-evidence.ts';
import { readChanges, type PatchChanges } from '../../validation/read-changes.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { rankScripts } from './rank-scripts.ts';
import type { ReproductionSearch, ScriptProblem } from './reproduction.ts';
import { runPrograms } from './run-programs.ts';
import { findChangedLines } from './trim-traceback.ts';
import { Trial } from './trial.ts';

/** How programs are tried. */
export type SearchSettings = {
  readonly maxScripts: number;
  readonly timeoutMs: number;
  readonly abortSignal: AbortSignal;
};

/** Programs that are tried with one start of an interpreter. */
const batchSize = 6;

/**
 * Runs the programs made from an instance's tests on the clean and on the buggy code until one shows the
 * difference.
 *
 * A program is kept when it ends well on the clean code and does something else on the buggy code, and does all
 * that again in a second run of each, with another order of sets.
 *
 * @throws {ContainerError} when there is no sandbox, or it fails.
 */
export async function findReproduction(
  { instance, repository, runtime }: Pick<IssueSubject, 'instance' | 'repository' | 'runtime'>,
  evidence: IssueEvidence,
  settings: SearchSettings,
): Promise<ReproductionSearch> {
  const candidates = rankScripts(evidence).slice(0, settings.maxScripts);
  const problems: Partial<Record<ScriptProblem, number>> = {};
  if (candidates.length === 0) return { reproduction: undefined, problems };
  const { abortSignal } = settings;
  const interpreter = evidence.interpreter ?? 'python3';
  const buggy = await readChanges(instance, repository);
  const clean = await readClean(buggy, repository);
  const sandbox = await runtime.createSandbox({ repository, abortSignal });
  try {
    const trial = new Trial({
      sandbox,
      code: { clean, buggy },
      changed: findChangedLines(instance.patch),
      run: (sources, hashSeed) =>
        runPrograms(sandbox, sources, { ...settings, repository, interpreter, hashSeed }),
    });
    const note = (problem: ScriptProblem): void => {
      problems[problem] = (problems[problem] ?? 0) + 1;
    };
    for (let start = 0; start < candidates.length; start += batchSize) {
      const reproduction = await trial.findFirst(candidates.slice(start, start + batchSize), note);
      if (reproduction !== undefined) return { reproduction, problems };
    }
    return { reproduction: undefined, problems };
  } finally {
    await sandbox.remove();
  }
}

/** What the files that a patch changes are without it. */
async function readClean(buggy: PatchChanges, repository: IssueSubject['repository']): Promise<PatchChanges> {
  const clean = new Map<string, string | null>([...buggy.keys()].map((path) => [path, null]));
  const present = repository.files.filter(({ path }) => buggy.has(path)).map(({ path }) => path);
  for await (const { path, content } of repository.readFiles(present)) clean.set(path, decodePatch(content));
  return clean;
}
