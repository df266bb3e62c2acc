import { BaselineError } from '../errors/baseline-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import type { TestOutputParser, TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { type Baseline, digestEnvironment } from './baseline.ts';
import { checkImports } from './check-imports.ts';
import { findFlakyTests, type FlakyTest, type NamedRuns } from './flaky-tests.ts';
import { runSuite, type SuiteRun } from './run-suite.ts';
import type { Coverage } from './warm/coverage.ts';
import { traceSuite } from './warm/trace-suite.ts';

/** Which tests run for a candidate: those that can tell, or all. */
export type TestSelection = 'covering' | 'all';

/** Options of {@link createBaseline}. */
export type CreateBaselineOptions = {
  /** Where tests run. @default a `LocalRuntime`: processes of this machine */
  readonly runtime?: ContainerRuntime | undefined;
  /** Reads what each test did. @default chosen by the test command: pytest or unittest */
  readonly parser?: TestOutputParser | undefined;
  /** Bound of each run. @default 120_000 */
  readonly timeoutMs?: number | undefined;
  /** How often the suite runs, to find flaky tests; the second time in the opposite order. @default 2 */
  readonly runs?: number | undefined;
  /**
   * `covering` also learns which lines each test executes, by running each once more alone and traced, so that
   * {@link validate} runs only the tests a candidate can affect. @default 'covering'
   */
  readonly selection?: TestSelection | undefined;
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

/** How many tests, and which share, may disagree between two ways of running them before one is given up. */
const disagreementLimits = { count: 3, share: 0.1 };

/**
 * Runs the suite of the unchanged repository, for candidates to be compared with.
 *
 * Tests that disagree with themselves, in another order, alone, or in a warm process, are listed as flaky and
 * count for nothing later. `coverage` is `null`, with the reason in `untraced`, when it was not asked for or
 * cannot be trusted: other frameworks than pytest, a suite whose tests depend on each other throughout.
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
  const { timeoutMs = 120_000, runs: runCount = 2, selection = 'covering', abortSignal } = options;
  checkTimeout(timeoutMs);
  if (!Number.isSafeInteger(runCount) || runCount < 1) {
    throw new InvalidArgumentError({
      argument: 'runs',
      value: runCount,
      expected: 'a whole number above 0',
    });
  }
  const { testCommand } = repository.environment;
  const parser = options.parser ?? defaultParser(testCommand);
  const runtime = options.runtime ?? createDefaultRuntime();
  const inSandbox = async <Value>(action: (sandbox: Sandbox) => Promise<Value>): Promise<Value> => {
    const sandbox = await runtime.createSandbox({ repository, abortSignal });
    try {
      return await action(sandbox);
    } finally {
      await sandbox.remove();
    }
  };
  const suite = { repository, parser, timeoutMs, abortSignal };
  try {
    const first = await inSandbox(async (sandbox) => {
      const run = await runSuite(sandbox, suite);
      checkSuite(run, testCommand, timeoutMs);
      await checkImports(run.run.modules, sandbox, repository);
      return run;
    });
    const runs: Record<string, ReadonlyMap<string, TestStatus>> = { first: first.run.tests };
    for (let number = 2; number <= runCount; number += 1) {
      const repeat = (reversed: boolean): Promise<SuiteRun> =>
        inSandbox((sandbox) => runSuite(sandbox, { ...suite, reversed }));
      const reversed = await repeat(number % 2 === 0);
      const isUsable = reversed.run.completed && !disagrees({ ...runs, reversed: reversed.run.tests });
      runs[number === 2 ? 'reversed' : `run ${number}`] = isUsable
        ? reversed.run.tests
        : (await repeat(false)).run.tests;
    }
    const { durationMs } = first.result;
    const traced = await trace(runs, selection, parser, (testCount) =>
      inSandbox((sandbox) => traceSuite(sandbox, { ...suite, testCount, durationMs })),
    );
    return {
      formatVersion: 5,
      commit: repository.commit,
      testCommand,
      parser: parser.name,
      environment: digestEnvironment(repository),
      tests: [...first.run.tests],
      durationMs,
      testOutput: first.testOutput,
      ...traced,
    };
  } finally {
    if (options.runtime === undefined) await runtime.dispose?.();
  }
}

type Traced = {
  readonly flaky: readonly FlakyTest[];
  readonly coverage: Coverage | null;
  readonly untraced: string | null;
};

async function trace(
  runs: NamedRuns,
  selection: TestSelection,
  parser: TestOutputParser,
  run: (testCount: number) => ReturnType<typeof traceSuite>,
): Promise<Traced> {
  const untraced = (reason: string): Traced => ({
    flaky: findFlakyTests(runs),
    coverage: null,
    untraced: reason,
  });
  if (selection === 'all') return untraced('it was not asked for');
  if (parser.framework !== 'pytest') {
    return untraced(`the parser \`${parser.name}\` does not say that the tests are pytest's`);
  }
  const result = await run(runs['first']?.size ?? 0);
  if (result.coverage === null) return untraced(result.reason);
  for (const [name, tests] of Object.entries(result.runs)) {
    if (disagrees({ ...runs, [name]: tests })) {
      return untraced(`too many tests come out differently when they run ${descriptions[name] ?? name}`);
    }
  }
  const flaky = findFlakyTests({ ...runs, ...result.runs });
  return { flaky, coverage: result.coverage, untraced: null };
}

const descriptions: Readonly<Record<string, string>> = {
  alone: 'alone',
  warm: 'in a fork of a process that has collected them',
  cold: 'in a fork of a process that has imported pytest',
};

/** Whether more tests disagree than can be left out. */
function disagrees(runs: NamedRuns): boolean {
  const { first = new Map<string, TestStatus>() } = runs;
  return (
    findFlakyTests(runs).length > Math.max(disagreementLimits.count, disagreementLimits.share * first.size)
  );
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
