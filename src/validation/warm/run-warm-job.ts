import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toAsciiJson } from '../../json/to-ascii-json.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ExecResult, Sandbox } from '../../runtimes/sandbox.ts';
import { createSuiteEnv } from '../run-suite.ts';
import type { Coverage } from './coverage.ts';
import { pluginFiles, pluginOptions } from './plugin-files.ts';
import type { WarmFile } from './warm-candidate.ts';
import { readWarmReport, type WarmReport } from './warm-report.ts';

/** What a warm process is to do. */
export type WarmJob = {
  readonly kind: 'trace' | 'candidates';
  readonly coverage: Coverage | undefined;
  readonly items: readonly { readonly files: readonly WarmFile[] }[];
  /** Bound of one candidate's run, or of each run of the traced tests. */
  readonly timeoutMs: number;
  /** After this long no further candidate is begun. */
  readonly budgetMs: number;
  /** Bound of the whole job. */
  readonly jobTimeoutMs: number;
};

/** What a job has written so far. */
export type WarmJobOutput = {
  readonly report: WarmReport;
  /** What the tests printed; a verdict says which part is a candidate's. */
  readonly output: Uint8Array;
};

/** What came of a job. */
export type WarmJobResult = WarmJobOutput & { readonly result: ExecResult };

/** A job that is not done is asked what it has found out after this long, */
const pollMs = 1000;
/** and as many times as long as its last answer took, which grows with what it has to say. */
const pollPatience = 40;
/** but at least so often that progress is noticed. */
const longestPollMs = 20_000;

/**
 * How long a test may take: seconds, and a multiple of what it takes without a bug. An endless loop uses
 * processor time, whatever else the machine does; only waiting without end takes time on the clock.
 */
const limits = { processor: [1, 10], clock: [10, 20] } as const;

const directoryOf = (sandbox: Sandbox): string => posix.join(sandbox.temporaryDirectory, 'bugsmith-warm');

/** Sandboxes with the files that are the same for every job. */
const prepared: WeakMap<Sandbox, Coverage | 'none'> = new WeakMap();

/** Has the repository's own test command start a process that tests candidates in forks of itself. */
export async function runWarmJob(
  sandbox: Sandbox,
  repository: Repository,
  job: WarmJob,
  {
    abortSignal,
    onOutput,
  }: {
    readonly abortSignal: AbortSignal | undefined;
    /** Told from time to time what the job has written so far, and when, by `performance.now()`, it was asked. */
    readonly onOutput?: ((output: WarmJobOutput, askedMs: number) => void) | undefined;
  },
): Promise<WarmJobResult> {
  const directory = directoryOf(sandbox);
  const inside = (name: string): string => posix.join(directory, name);
  await prepare(sandbox, job.coverage);
  await sandbox.removeFile(inside('report.jsonl'));
  await sandbox.removeFile(inside('output.txt'));
  const timeout = job.timeoutMs / 1000;
  const facts = {
    kind: job.kind,
    root: sandbox.workingDirectory,
    private: sandbox.temporaryDirectory,
    report: inside('report.jsonl'),
    output: inside('output.txt'),
    coverage: job.coverage === undefined ? null : inside('coverage.json'),
    preload: job.coverage?.preload ?? [],
    rewrittenPaths: job.coverage?.rewritten ?? [],
    items: job.items,
    timeout,
    budget: job.budgetMs / 1000,
    // Tests that are traced are told how long they may take by the job alone.
    limits: job.kind === 'trace' ? { processor: [timeout, 0], clock: [timeout, 0] } : limits,
  };
  await sandbox.writeFile(inside('job.json'), toAsciiJson(facts));
  const env = createSuiteEnv(sandbox, repository);
  const readOutput = async (): Promise<WarmJobOutput> => {
    // First the report: what it says of the output is then there.
    const report = await sandbox.readFile(inside('report.jsonl'));
    const output = (await sandbox.readFile(inside('output.txt'))) ?? new Uint8Array();
    const text = new TextDecoder().decode(report ?? new Uint8Array());
    return { report: readWarmReport(text.slice(0, text.lastIndexOf('\n') + 1)), output };
  };
  const running = sandbox.exec({
    command: repository.environment.testCommand,
    env: {
      ...env,
      PYTHONPATH: `${inside('plugin')}:${env['PYTHONPATH'] ?? ''}`,
      PYTEST_ADDOPTS: pluginOptions,
      BUGSMITH_WARM_JOB: inside('job.json'),
    },
    timeoutMs: job.jobTimeoutMs,
    abortSignal,
  });
  const done = running.then(
    () => true,
    () => true,
  );
  let waitMs = pollMs;
  while (onOutput !== undefined && !(await Promise.race([done, delay(waitMs, false, { ref: false })]))) {
    const askedMs = performance.now();
    onOutput(await readOutput(), askedMs);
    waitMs = Math.min(longestPollMs, pollMs + pollPatience * (performance.now() - askedMs));
  }
  const result = await running;
  return { ...(await readOutput()), result };
}

async function prepare(sandbox: Sandbox, coverage: Coverage | undefined): Promise<void> {
  const wanted = coverage ?? 'none';
  const present = prepared.get(sandbox);
  if (present === wanted) return;
  const directory = directoryOf(sandbox);
  if (present === undefined) {
    for (const [name, content] of Object.entries(pluginFiles)) {
      await sandbox.writeFile(posix.join(directory, 'plugin', name), content);
    }
  }
  if (coverage !== undefined) {
    await sandbox.writeFile(posix.join(directory, 'coverage.json'), toAsciiJson(coverage));
  }
  prepared.set(sandbox, wanted);
}
