import type { TestOutputParser, TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { type PatchChanges, writeChanges } from './read-changes.ts';
import { createRunResult } from './run-result.ts';
import { runSuite } from './run-suite.ts';
import type { ValidationResult } from './validation-result.ts';

/**
 * Runs the whole suite with a candidate, in a sandbox of its own.
 *
 * @throws {ContainerError} when there is no sandbox, or it fails.
 */
export async function runInFreshSandbox(
  candidate: BugCandidate,
  changes: PatchChanges,
  suite: {
    readonly repository: Repository;
    readonly runtime: ContainerRuntime;
    readonly parser: TestOutputParser;
    readonly timeoutMs: number;
    /** Status of each test without any bug. */
    readonly clean: ReadonlyMap<string, TestStatus>;
    readonly abortSignal: AbortSignal;
  },
): Promise<ValidationResult> {
  const { repository, runtime, abortSignal, timeoutMs, clean } = suite;
  const sandbox = await runtime.createSandbox({ repository, abortSignal });
  try {
    await writeChanges(changes, sandbox);
    const { run, result, testOutput } = await runSuite(sandbox, suite);
    const { durationMs, timedOut } = result;
    if (timedOut) return { status: 'timed-out', candidate, timeoutMs, durationMs, testOutput };
    const testsRun = [...run.tests.keys()];
    return createRunResult(candidate, run.tests, clean, { testsRun, durationMs, testOutput });
  } finally {
    await sandbox.remove();
  }
}
