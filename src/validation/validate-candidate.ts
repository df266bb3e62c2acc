import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';
import { applyPatch, patchedPaths } from '../patches/apply-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import { decodePatch, encodePatch } from '../patches/patch-bytes.ts';
import type { TestOutputParser, TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { compareRuns } from './compare-runs.ts';
import { runSuite } from './run-suite.ts';
import type { ValidationResult } from './validation-result.ts';

/** What all candidates of one validation share. */
export type CandidateSuite = {
  readonly repository: Repository;
  readonly runtime: ContainerRuntime;
  readonly parser: TestOutputParser;
  readonly timeoutMs: number;
  /** Status of each test without any bug. */
  readonly clean: ReadonlyMap<string, TestStatus>;
  readonly abortSignal: AbortSignal;
};

/** Validates one candidate in a sandbox of its own; rejects only when it was aborted. */
export async function validateCandidate(
  candidate: BugCandidate,
  suite: CandidateSuite,
): Promise<ValidationResult> {
  try {
    const changes = await readChanges(candidate, suite.repository);
    const { repository, abortSignal } = suite;
    const sandbox = await suite.runtime.createSandbox({ repository, abortSignal });
    try {
      await writeChanges(changes, sandbox);
      return await testCandidate(candidate, sandbox, suite);
    } finally {
      await sandbox.remove();
    }
  } catch (cause) {
    suite.abortSignal.throwIfAborted();
    const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
    const isPatchError = PatchFormatError.isInstance(error) || PatchDoesNotApplyError.isInstance(error);
    return { status: isPatchError ? 'patch-failed' : 'errored', candidate, error };
  }
}

/** New text of each changed file; `null` where it is removed. */
async function readChanges(
  candidate: BugCandidate,
  repository: Repository,
): Promise<Map<string, string | null>> {
  // Candidates may come from a file, where anything can stand in the place of the patch.
  const patch: unknown = candidate.patch;
  if (typeof patch !== 'string') throw new PatchFormatError({ line: 1, reason: 'the patch is no text' });
  const patches = parsePatch(patch);
  const wanted = new Set(patchedPaths(patches));
  for (const { path, mode } of repository.files) {
    const isInTheWay = [...wanted].some(
      (name) => name.startsWith(`${path}/`) || (name === path && mode === '120000'),
    );
    if (!isInTheWay) continue;
    const reason =
      mode === '120000' ? 'a symbolic link is in the way' : 'a file is where a directory would be';
    throw new PatchDoesNotApplyError({ path, line: 1, reason });
  }
  // A symbolic link is not a file with text that could be patched.
  const present = repository.files.filter(({ path, mode }) => wanted.has(path) && mode !== '120000');
  const texts = new Map<string, string | null>();
  for await (const { path, content } of repository.readFiles(present.map(({ path }) => path))) {
    texts.set(path, decodePatch(content));
  }
  return applyPatch(patches, texts);
}

async function writeChanges(changes: ReadonlyMap<string, string | null>, sandbox: Sandbox): Promise<void> {
  for (const [path, text] of changes) {
    // Python takes cached bytecode for current when the source has the size and the second it remembers.
    await sandbox.removeFile(path.replace(/[^/]*$/, '__pycache__'));
    if (text === null) await sandbox.removeFile(path);
    else await sandbox.writeFile(path, encodePatch(text));
  }
}

async function testCandidate(
  candidate: BugCandidate,
  sandbox: Sandbox,
  { clean, ...suite }: CandidateSuite,
): Promise<ValidationResult> {
  const { run, result, testOutput } = await runSuite(sandbox, suite);
  const { durationMs, timedOut } = result;
  if (timedOut) return { status: 'timed-out', candidate, timeoutMs: suite.timeoutMs, durationMs, testOutput };
  const lists = compareRuns(run.tests, clean);
  const status =
    lists.failToPass.length === 0
      ? 'no-test-broken'
      : lists.passToPass.length === 0
        ? 'no-test-kept'
        : 'valid';
  return { status, candidate, ...lists, durationMs, testOutput };
}
