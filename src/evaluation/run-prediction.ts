import { randomBytes } from 'node:crypto';
import type { TestOutputParser, TestRun } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { ExecResult } from '../runtimes/sandbox.ts';
import { type PatchChanges, writeChanges } from '../validation/read-changes.ts';
import { runSuite } from '../validation/run-suite.ts';
import { findShadowing } from './find-shadowing.ts';
import { createGuardedParser } from './guard/guarded-parser.ts';
import type { RunProblem } from './guard/read-guarded-report.ts';

/** One run of tests on a prediction. */
export type PredictionRun = {
  readonly run: TestRun;
  /** Why it cannot be believed, if it cannot. */
  readonly problem: RunProblem | undefined;
  readonly result: ExecResult;
  readonly testOutput: string;
  /** New files that were not made, because they stand in for modules of the environment. */
  readonly shadowing: ReadonlySet<string>;
};

/** What runs have in common. */
export type RunContext = {
  readonly repository: Repository;
  readonly runtime: ContainerRuntime;
  readonly parser: TestOutputParser;
  readonly timeoutMs: number;
  readonly abortSignal: AbortSignal;
};

/**
 * Runs tests in a sandbox of its own, with changes made to the files; `tests` are those to run, `undefined` for all.
 *
 * @throws {ContainerError} when there is no sandbox, or it fails.
 */
export async function runPrediction(
  changes: PatchChanges,
  tests: readonly string[] | undefined,
  context: RunContext,
): Promise<PredictionRun> {
  const { repository, runtime, abortSignal } = context;
  const sandbox = await runtime.createSandbox({ repository, abortSignal });
  try {
    const shadowing = await findShadowing(changes, repository, sandbox, abortSignal);
    await writeChanges(new Map([...changes].filter(([path]) => !shadowing.has(path))), sandbox);
    if (context.parser.framework === 'pytest') {
      const parser = createGuardedParser(createSecrets(), tests);
      const suite = await runSuite(sandbox, { ...context, parser });
      const { problem } = parser.report;
      return { ...suite, problem: problem ?? findIncomplete(suite.run), shadowing };
    }
    const suite = await runSuite(sandbox, context);
    return { ...suite, problem: findIncomplete(suite.run) ?? compareExitCode(suite), shadowing };
  } finally {
    await sandbox.remove();
  }
}

/** Nothing that is ever given out depends on them, so no caller needs to choose them. */
function createSecrets(): { readonly key: string; readonly name: string } {
  return { key: randomBytes(32).toString('hex'), name: randomBytes(8).toString('hex') };
}

function findIncomplete({ completed }: TestRun): RunProblem | undefined {
  return completed ? undefined : { kind: 'incomplete', reason: 'the tests did not run to their end' };
}

function compareExitCode({
  run,
  result: { exitCode },
}: {
  readonly run: TestRun;
  readonly result: ExecResult;
}): RunProblem | undefined {
  const hasFailed =
    run.collectionErrors.length > 0 ||
    [...run.tests.values()].some((status) => status === 'failed' || status === 'error');
  if (exitCode !== null && (exitCode !== 0) === hasFailed) return undefined;
  const reason = `the exit code ${exitCode} does not agree with ${hasFailed ? 'failing' : 'passing'} tests`;
  return { kind: 'incomplete', reason };
}
