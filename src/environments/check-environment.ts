import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import type { TestOutputParser, TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { runSuite, type SuiteRun } from '../validation/run-suite.ts';
import { findImportProblem, type ImportProblem } from './find-import-problem.ts';

/** Settings of {@link checkEnvironment}. */
export type CheckEnvironmentOptions = {
  /** Where the suite runs. */
  readonly runtime: ContainerRuntime;
  /** @default chosen by the test command: pytest or unittest */
  readonly parser?: TestOutputParser | undefined;
  /** Bound of the run of the suite. @default 600_000 */
  readonly timeoutMs?: number | undefined;
  /** The share of tests that must be exceeded. @default 0.8 */
  readonly threshold?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** What {@link checkEnvironment} found; plain JSON. */
export type EnvironmentCheck = {
  /** Whether the environment can be used: `status` is `accepted`. */
  readonly accepted: boolean;
  /**
   * `broken-import`: too few tests pass, and the project cannot be imported. `too-few-passed`: it can.
   * `crashed`: the suite broke off; `no-tests`: it reported none; `timed-out`: it did not end. In these three
   * `importProblem` says whether the reason may be that the project cannot be imported.
   */
  readonly status: 'accepted' | 'broken-import' | 'too-few-passed' | 'crashed' | 'no-tests' | 'timed-out';
  /** Tests reported: `passed`, `failed` and `skipped` together. */
  readonly total: number;
  /** Tests that passed, or failed where their author expects it. */
  readonly passed: number;
  /** Tests that failed or ended with an error. */
  readonly failed: number;
  readonly skipped: number;
  /** `passed` over `passed`, `failed` and the collection errors, each of which counts as one test. */
  readonly share: number;
  /** Files or nodes that could not be collected. */
  readonly collectionErrors: readonly string[];
  /** The first top-level module of the project that cannot be imported, if there is one. */
  readonly importProblem?: ImportProblem | undefined;
  readonly durationMs: number;
  /** The end of what the run printed. */
  readonly outputTail: string;
};

const tailLength = 4000;

/**
 * Runs a repository's suite once and says whether its environment can be used: whether more than 80% of the
 * tests pass. Whether the project can be imported is tried too, which tells an installation that lacks
 * something from tests that fail.
 *
 * Skipped tests do not count; a suite that breaks off or does not end is never accepted. However bad the
 * suite is, the answer is a result.
 *
 * @throws {InvalidArgumentError} when `threshold` is not from 0 to 1.
 * @throws {ContainerError} when no sandbox can be made.
 * @source Paper, section 2.1; what counts as a test is not said there.
 */
export async function checkEnvironment(
  repository: Repository,
  options: CheckEnvironmentOptions,
): Promise<EnvironmentCheck> {
  const { runtime, timeoutMs = 600_000, threshold = 0.8, abortSignal } = options;
  const { parser = defaultParser(repository.environment.testCommand) } = options;
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new InvalidArgumentError({ argument: 'threshold', value: threshold, expected: 'from 0 to 1' });
  }
  const sandbox = await runtime.createSandbox({ repository, abortSignal });
  try {
    const importProblem = await findImportProblem(sandbox, repository, abortSignal);
    const suite = await runSuite(sandbox, { repository, parser, timeoutMs, abortSignal });
    const counts = countTests(suite);
    const status = findStatus(suite, counts, { threshold, isImportable: importProblem === undefined });
    return {
      accepted: status === 'accepted',
      status,
      ...counts,
      collectionErrors: [...suite.run.collectionErrors],
      ...(importProblem === undefined ? {} : { importProblem }),
      durationMs: suite.result.durationMs,
      outputTail: suite.testOutput.slice(-tailLength),
    };
  } finally {
    await sandbox.remove();
  }
}

type Counts = Pick<EnvironmentCheck, 'total' | 'passed' | 'failed' | 'skipped' | 'share'>;

const outcomes: Readonly<Record<TestStatus, 'passed' | 'failed' | 'skipped'>> = {
  passed: 'passed',
  xfailed: 'passed',
  xpassed: 'passed',
  failed: 'failed',
  error: 'failed',
  skipped: 'skipped',
};

function countTests({ run }: SuiteRun): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const status of run.tests.values()) counts[outcomes[status]] += 1;
  const counted = counts.passed + counts.failed + run.collectionErrors.length;
  return { total: run.tests.size, ...counts, share: counted === 0 ? 0 : counts.passed / counted };
}

function findStatus(
  { run, result }: SuiteRun,
  { total, share }: Counts,
  { threshold, isImportable }: { readonly threshold: number; readonly isImportable: boolean },
): EnvironmentCheck['status'] {
  if (result.timedOut) return 'timed-out';
  if (total === 0 && run.collectionErrors.length === 0) return 'no-tests';
  if (share > threshold) return run.completed ? 'accepted' : 'crashed';
  if (!isImportable) return 'broken-import';
  return run.completed ? 'too-few-passed' : 'crashed';
}
