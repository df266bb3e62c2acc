import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import recorderSource from '../../parsers/pytest/bugsmith_pytest.py';
import { toAsciiJson } from '../../json/to-ascii-json.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ExecResult, Sandbox } from '../../runtimes/sandbox.ts';
import { createSuiteEnv } from '../run-suite.ts';
import bytecodeSource from './bugsmith_bytecode.py';
import childrenSource from './bugsmith_children.py';
import classesSource from './bugsmith_classes.py';
import collectedSource from './bugsmith_collected.py';
import compareSource from './bugsmith_compare.py';
import decoratorsSource from './bugsmith_decorators.py';
import digestSource from './bugsmith_digest.py';
import factsSource from './bugsmith_facts.py';
import itemsSource from './bugsmith_items.py';
import kindsSource from './bugsmith_kinds.py';
import leftoversSource from './bugsmith_leftovers.py';
import liveClassesSource from './bugsmith_live_classes.py';
import lookupsSource from './bugsmith_lookups.py';
import memorySource from './bugsmith_memory.py';
import noiseSource from './bugsmith_noise.py';
import pathsSource from './bugsmith_paths.py';
import patienceSource from './bugsmith_patience.py';
import probesSource from './bugsmith_probes.py';
import reachSource from './bugsmith_reach.py';
import recordersSource from './bugsmith_recorders.py';
import referencesSource from './bugsmith_references.py';
import remadeSource from './bugsmith_remade.py';
import replaceSource from './bugsmith_replace.py';
import rewrittenSource from './bugsmith_rewritten.py';
import selectionSource from './bugsmith_selection.py';
import sharingSource from './bugsmith_sharing.py';
import stateSource from './bugsmith_state.py';
import surroundingsSource from './bugsmith_surroundings.py';
import traceSource from './bugsmith_trace.py';
import tracebacksSource from './bugsmith_tracebacks.py';
import tracedSource from './bugsmith_traced.py';
import treeSource from './bugsmith_tree.py';
import warmSource from './bugsmith_warm.py';
import type { Coverage } from './coverage.ts';
import type { WarmFile } from './warm-candidate.ts';
import { readWarmReport, type WarmReport } from './warm-report.ts';

const sources = {
  bugsmith_pytest: recorderSource,
  bugsmith_bytecode: bytecodeSource,
  bugsmith_children: childrenSource,
  bugsmith_classes: classesSource,
  bugsmith_collected: collectedSource,
  bugsmith_compare: compareSource,
  bugsmith_decorators: decoratorsSource,
  bugsmith_digest: digestSource,
  bugsmith_facts: factsSource,
  bugsmith_items: itemsSource,
  bugsmith_kinds: kindsSource,
  bugsmith_leftovers: leftoversSource,
  bugsmith_live_classes: liveClassesSource,
  bugsmith_lookups: lookupsSource,
  bugsmith_memory: memorySource,
  bugsmith_noise: noiseSource,
  bugsmith_paths: pathsSource,
  bugsmith_patience: patienceSource,
  bugsmith_probes: probesSource,
  bugsmith_reach: reachSource,
  bugsmith_recorders: recordersSource,
  bugsmith_references: referencesSource,
  bugsmith_remade: remadeSource,
  bugsmith_replace: replaceSource,
  bugsmith_rewritten: rewrittenSource,
  bugsmith_selection: selectionSource,
  bugsmith_sharing: sharingSource,
  bugsmith_state: stateSource,
  bugsmith_surroundings: surroundingsSource,
  bugsmith_trace: traceSource,
  bugsmith_tracebacks: tracebacksSource,
  bugsmith_traced: tracedSource,
  bugsmith_tree: treeSource,
  bugsmith_warm: warmSource,
};

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
      PYTEST_ADDOPTS: '-p bugsmith_warm',
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
    for (const [name, source] of Object.entries(sources)) {
      await sandbox.writeFile(posix.join(directory, 'plugin', `${name}.py`), source);
    }
  }
  if (coverage !== undefined) {
    await sandbox.writeFile(posix.join(directory, 'coverage.json'), toAsciiJson(coverage));
  }
  prepared.set(sandbox, wanted);
}
