import { BaselineError } from '../errors/baseline-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import type { TestOutputParser } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import type { Baseline } from './baseline.ts';
import { checkImports } from './check-imports.ts';
import { runSuite, type SuiteRun } from './run-suite.ts';

/** Options of {@link createBaseline}. */
export type CreateBaselineOptions = {
  /** Where tests run. @default a `LocalRuntime`: processes of this machine */
  readonly runtime?: ContainerRuntime | undefined;
  /** Reads what each test did. @default chosen by the test command: pytest or unittest */
  readonly parser?: TestOutputParser | undefined;
  /** Bound of the run. @default 120_000 */
  readonly timeoutMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** @throws {InvalidArgumentError} when no timer can wait that long, or it is no time at all. */
export function checkTimeout(timeoutMs: number): void {
  if (timeoutMs > 0 && timeoutMs < 2 ** 31) return;
  throw new InvalidArgumentError({
    argument: 'timeoutMs',
    value: timeoutMs,
    expected: 'a number of milliseconds above 0 and below 2 ** 31, some 24 days',
  });
}

/** How much of a failed run's output an error shows. */
const tailLength = 2000;

/**
 * Runs the suite of the unchanged repository, for candidates to be compared with.
 *
 * @throws {BaselineError} when the suite does not end in time, crashes, has no passing test, or runs other
 *   code than the sandbox's copy.
 * @throws {ContainerError} when no sandbox can be made.
 * @throws {TestOutputError} when the suite prints too much for a parser that has only the output.
 */
export async function createBaseline(
  repository: Repository,
  options: CreateBaselineOptions = {},
): Promise<Baseline> {
  const { testCommand } = repository.environment;
  const { parser = defaultParser(testCommand), timeoutMs = 120_000, abortSignal } = options;
  checkTimeout(timeoutMs);
  const runtime = options.runtime ?? createDefaultRuntime();
  const sandbox = await runtime.createSandbox({ repository, abortSignal });
  try {
    const suite = await runSuite(sandbox, { repository, parser, timeoutMs, abortSignal });
    checkSuite(suite, testCommand, timeoutMs);
    await checkImports(suite.run.modules, sandbox, repository);
    return {
      formatVersion: 1,
      commit: repository.commit,
      testCommand,
      parser: parser.name,
      tests: [...suite.run.tests],
      durationMs: suite.result.durationMs,
      testOutput: suite.testOutput,
    };
  } finally {
    await sandbox.remove();
    if (options.runtime === undefined) await runtime.dispose?.();
  }
}

function checkSuite({ run, result, testOutput }: SuiteRun, testCommand: string, timeoutMs: number): void {
  const fail = (reason: BaselineError['reason'], text: string): never => {
    throw new BaselineError(`\`${testCommand}\` on the unchanged repository ${text}`, {
      reason,
      outputTail: testOutput.slice(-tailLength).trim(),
    });
  };
  if (result.timedOut)
    fail('timed-out', `did not end within ${timeoutMs} ms. Raise \`timeoutMs\`, or run fewer tests.`);
  if (run.tests.size === 0) {
    fail(
      'no-tests',
      `reported no test and ended with exit code ${result.exitCode ?? 'none'}. Check that it runs the tests, that ` +
        'everything they and its options need is installed, and that `parser` reads its output.',
    );
  }
  if (!run.completed)
    fail('crashed', 'broke off before its end. Make the suite run to its end, or leave tests out.');
  if (![...run.tests.values()].includes('passed')) {
    fail('no-test-passed', 'passed no test. Check that the project and what its tests need are installed.');
  }
}
