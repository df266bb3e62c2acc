import { TestOutputError } from '../errors/test-output-error.ts';
import type { TestOutputParser, TestRun } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ExecResult, Sandbox } from '../runtimes/sandbox.ts';

/** One run of a suite. */
export type SuiteRun = {
  readonly run: TestRun;
  readonly result: ExecResult;
  /** Standard output before standard error. */
  readonly testOutput: string;
};

/** What a suite runs with. */
export type SuiteOptions = {
  readonly repository: Repository;
  readonly parser: TestOutputParser;
  readonly timeoutMs: number;
  /** Runs the tests in the opposite order, where the parser can have that. */
  readonly reversed?: boolean | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Runs the test command of a repository in a sandbox and reads what each test did.
 *
 * @throws {TestOutputError} when the results can only be read from an output that was not kept whole.
 */
export async function runSuite(sandbox: Sandbox, options: SuiteOptions): Promise<SuiteRun> {
  const { repository, parser, timeoutMs, reversed, abortSignal } = options;
  const { testCommand } = repository.environment;
  const env = createSuiteEnv(sandbox, repository);
  const { workingDirectory, temporaryDirectory } = sandbox;
  const instrumentation = parser.instrument?.({
    testCommand,
    workingDirectory,
    temporaryDirectory,
    env,
    reversed,
  });
  for (const { path, content } of instrumentation?.files ?? []) await sandbox.writeFile(path, content);
  const result = await sandbox.exec({
    command: instrumentation?.testCommand ?? testCommand,
    env: { ...env, ...instrumentation?.env },
    timeoutMs,
    abortSignal,
  });
  const reportPath = instrumentation?.reportPath;
  const report = reportPath === undefined ? null : await sandbox.readFile(reportPath);
  const { stdout, stderr, exitCode, timedOut, truncated } = result;
  if (truncated && !timedOut && reportPath === undefined) throw new TestOutputError({ parser: parser.name });
  const run = parser.parse({
    stdout,
    stderr,
    exitCode,
    timedOut,
    report: report === null ? null : new TextDecoder().decode(report),
  });
  return { run, result, testOutput: stderr === '' ? stdout : `${stdout}${stderr}` };
}

/**
 * The variables every run of a suite has: the sandbox's copy of the code comes before any installed one, and
 * no bytecode is written that a later change could be hidden by.
 */
export function createSuiteEnv(sandbox: Sandbox, repository: Repository): Record<string, string> {
  const roots = importRoots(repository).map((root) =>
    root === '.' ? sandbox.workingDirectory : `${sandbox.workingDirectory}/${root}`,
  );
  return { PYTHONPATH: roots.join(':'), PYTHONDONTWRITEBYTECODE: '1' };
}

/** Directories, relative to the root, that modules of the repository are imported from. */
export function importRoots({ environment, files }: Repository): readonly string[] {
  if (environment.importRoots !== undefined) return environment.importRoots;
  const hasSource = files.some(({ path }) => /^src\/(?:[^/]+\/__init__\.py|[^/]+\.py)$/.test(path));
  return hasSource ? ['src', '.'] : ['.'];
}
