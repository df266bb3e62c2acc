import { posix } from 'node:path';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { toAsciiJson } from '../../json/to-ascii-json.ts';
import { isPythonTestFile } from '../../languages/python/test-file.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ContainerRuntime } from '../../runtimes/container-runtime.ts';
import { createDefaultRuntime } from '../../runtimes/default-runtime.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import { readChanges, writeChanges } from '../../validation/read-changes.ts';
import { createSuiteEnv } from '../../validation/run-suite.ts';
import { evidencePlugin } from './evidence-plugin.ts';
import type { IssueEvidence } from './issue-evidence.ts';
import { readEvidence } from './read-evidence.ts';

/** Options of {@link collectEvidence}. */
export type CollectEvidenceOptions = {
  /** The repository the instance was made from. */
  readonly repository: Repository;
  /** @default a `LocalRuntime` that uses the machine's Python */
  readonly runtime?: ContainerRuntime | undefined;
  /**
   * Most F2P tests that are run. Where there are more, some are taken evenly spread over the list, the first one
   * included. @default 20
   */
  readonly maxTests?: number | undefined;
  /** Bounds the run. @default 120_000 */
  readonly timeoutMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Runs the F2P tests of an instance on the buggy code, and looks at how each of them fails.
 *
 * The repository's own test command runs, with a plug-in that keeps all other tests from running; what it sees
 * travels in a file of its own, so what tests print cannot be taken for it. Works with pytest 6 or later on Python
 * 3.8 or later, however the command starts it, and where it says `-m unittest`; another framework leaves nothing
 * but `testOutput`.
 *
 * Outcomes: a test that cannot be collected, passes, or never ends is evidence too; see `outcome` of each test.
 *
 * @throws {InvalidArgumentError} when a number is out of its range.
 * @throws {PatchFormatError} when the patch of the instance is malformed.
 * @throws {PatchDoesNotApplyError} when it was made for another commit.
 * @throws {ContainerError} when there is no sandbox, or it fails.
 */
export async function collectEvidence(
  instance: TaskInstance,
  options: CollectEvidenceOptions,
): Promise<IssueEvidence> {
  const { repository, maxTests = 20, timeoutMs = 120_000, abortSignal } = options;
  checkNumber('maxTests', maxTests, { least: 1, isWhole: true });
  checkNumber('timeoutMs', timeoutMs, { least: 1 });
  const changes = await readChanges(instance, repository);
  const runtime = options.runtime ?? createDefaultRuntime();
  try {
    const sandbox = await runtime.createSandbox({ repository, abortSignal });
    try {
      await writeChanges(changes, sandbox);
      const tests = spread(instance.FAIL_TO_PASS, maxTests);
      return await runTests(sandbox, { repository, tests, timeoutMs, abortSignal });
    } finally {
      await sandbox.remove();
    }
  } finally {
    if (options.runtime === undefined) await runtime.dispose?.();
  }
}

const unittestModule = /(?<=\s)-m\s+unittest(?![\w.])/;

async function runTests(
  sandbox: Sandbox,
  settings: {
    readonly repository: Repository;
    readonly tests: readonly string[];
    readonly timeoutMs: number;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<IssueEvidence> {
  const { repository, tests, timeoutMs, abortSignal } = settings;
  const inside = (name: string): string => posix.join(sandbox.temporaryDirectory, 'bugsmith-evidence', name);
  const job = {
    root: sandbox.workingDirectory,
    report: inside('report.jsonl'),
    tests,
    testFiles: repository.files.map(({ path }) => path).filter(isPythonTestFile),
  };
  await sandbox.writeFile(inside('job.json'), toAsciiJson(job));
  for (const [name, source] of Object.entries(evidencePlugin)) {
    await sandbox.writeFile(inside(`plugin/${name}.py`), source);
  }
  const env = createSuiteEnv(sandbox, repository);
  const { stdout, stderr, timedOut } = await sandbox.exec({
    // unittest has no plug-ins: a module of ours takes its place in the command.
    command: repository.environment.testCommand.replace(unittestModule, '-m bugsmith_unittest'),
    env: {
      ...env,
      PYTHONPATH: `${inside('plugin')}:${env['PYTHONPATH'] ?? ''}`,
      PYTEST_ADDOPTS: '-p bugsmith_evidence',
      BUGSMITH_EVIDENCE_JOB: inside('job.json'),
    },
    timeoutMs,
    maxOutputBytes: 1_000_000,
    abortSignal,
  });
  const report = new TextDecoder().decode((await sandbox.readFile(job.report)) ?? new Uint8Array());
  const testOutput = (stderr === '' ? stdout : `${stdout}${stderr}`).replaceAll(
    sandbox.workingDirectory,
    '.',
  );
  return readEvidence(report, { tests, testOutput, timedOut });
}

/** At most so many items, evenly spread over the list. */
function spread(items: readonly string[], limit: number): string[] {
  const step = Math.max(1, items.length / limit);
  const positions = new Set(
    Array.from({ length: Math.min(limit, items.length) }, (_, index) => Math.floor(index * step)),
  );
  return items.filter((_, index) => positions.has(index));
}
