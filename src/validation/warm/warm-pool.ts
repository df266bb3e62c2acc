import pLimit, { type LimitFunction } from 'p-limit';
import type { TestRun } from '../../parsers/test-output-parser.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ContainerRuntime } from '../../runtimes/container-runtime.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import type { Coverage } from './coverage.ts';
import { runWarmJob, type WarmJobOutput } from './run-warm-job.ts';
import type { WarmFile } from './warm-candidate.ts';
import type { Verdict } from './warm-report.ts';
import { startMs, Watchdog } from './watchdog.ts';

/** What a warm process found out about a candidate. */
export type WarmOutcome =
  | {
      readonly kind: 'ran';
      /** What the tests that ran did. */
      readonly run: TestRun;
      /** Whether those are the whole suite. */
      readonly all: boolean;
      readonly durationMs: number;
      readonly testOutput: string;
    }
  | {
      readonly kind: 'timed-out';
      readonly limitMs: number;
      readonly durationMs: number;
      readonly testOutput: string;
    }
  | { readonly kind: 'not-covered' | 'equivalent' }
  | { readonly kind: 'syntax-error'; readonly reason: string }
  /** It cannot tell: the candidate has to run in a process of its own. */
  | { readonly kind: 'plain' };

/** What all candidates of a pool share. */
export type WarmPoolOptions = {
  readonly repository: Repository;
  readonly runtime: ContainerRuntime;
  readonly coverage: Coverage;
  /** Bound of each run. */
  readonly timeoutMs: number;
  /** Runs at the same time, those of others included that take their turn from it. */
  readonly limit: LimitFunction;
  readonly abortSignal: AbortSignal;
};

/** Candidates that one warm process is given; its start is shared by them. */
export const batchSize = 128;

/** Fewer are not divided among processes, whose start costs as much as many candidates. */
const smallBatch = 16;

/** After this long a process begins no further candidate. */
const budgetMs = 300_000;
/** How long a batch waits for a further candidate. */
const gatheringMs = 50;
/** Batches that bring nothing before the rest is left to processes of their own. */
const patience = 3;

type Waiting = {
  readonly files: readonly WarmFile[];
  readonly resolve: (outcome: WarmOutcome) => void;
};

/** Warm processes in sandboxes that are used again, each of which tests many candidates. */
export class WarmPool {
  readonly #options: WarmPoolOptions;
  readonly #idle: Sandbox[] = [];
  readonly #jobs = new Set<Promise<void>>();
  #queue: Waiting[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: WarmPoolOptions) {
    this.#options = options;
  }

  /** Tests a candidate; never rejects, an abort included. */
  async test(files: readonly WarmFile[]): Promise<WarmOutcome> {
    if (this.#failures >= patience) return { kind: 'plain' };
    return new Promise((resolve) => {
      this.#queue.push({ files, resolve });
      clearTimeout(this.#gathering);
      if (this.#queue.length >= batchSize * this.#options.limit.concurrency) this.#start();
      else
        this.#gathering = setTimeout(() => {
          this.#start();
        }, gatheringMs);
    });
  }

  /** Waits for what still runs, which an abort ends, and removes the sandboxes. */
  async dispose(): Promise<void> {
    clearTimeout(this.#gathering);
    // The last candidate is known a moment before its process has ended.
    while (this.#jobs.size > 0) await Promise.all(this.#jobs);
    await Promise.all(this.#idle.splice(0).map((sandbox) => sandbox.remove()));
  }

  #start(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const job = this.#options.limit(async () => {
      // Divided among those that have nothing to do, of which this is one.
      const { concurrency, activeCount } = this.#options.limit;
      const share = Math.ceil(this.#queue.length / (concurrency - activeCount + 1));
      const batch = this.#queue.splice(0, Math.min(batchSize, Math.max(smallBatch, share)));
      if (batch.length === 0) return;
      // Those that came meanwhile go to the next that has room.
      if (this.#queue.length > 0) this.#start();
      await this.#run(batch);
    });
    this.#jobs.add(job);
    void job.finally(() => this.#jobs.delete(job));
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const done = new Set<number>();
    // Also of a job that fails later.
    let begun: ReadonlySet<number> = new Set();
    const { repository, runtime, coverage, timeoutMs, abortSignal } = this.#options;
    // Ends a process that a candidate keeps from going on.
    const stuck = new AbortController();
    const settle = (output: WarmJobOutput): void => {
      ({ begun } = output.report);
      for (const [index, outcome] of readOutcomes(output, done)) {
        done.add(index);
        batch[index]?.resolve(outcome);
      }
    };
    try {
      const sandbox = this.#idle.pop() ?? (await runtime.createSandbox({ repository, abortSignal }));
      let reusable = false;
      try {
        const items = batch.map(({ files }) => ({ files }));
        const jobTimeoutMs = toDelay(budgetMs + timeoutMs + startMs);
        const job = { kind: 'candidates', coverage, items, timeoutMs, budgetMs, jobTimeoutMs } as const;
        const watchdog = new Watchdog(timeoutMs);
        const result = await runWarmJob(sandbox, repository, job, {
          abortSignal: AbortSignal.any([abortSignal, stuck.signal]),
          onOutput: (output, askedMs) => {
            settle(output);
            if (watchdog.isStuck(output.report, askedMs)) stuck.abort();
          },
        });
        settle(result);
        reusable = result.report.finished && [...result.report.verdicts.values()].every(isUndamaged);
      } finally {
        if (reusable) this.#idle.push(sandbox);
        else await sandbox.remove();
      }
    } catch {
      // Runs on their own will tell what is wrong, for each candidate.
    }
    this.#failures = done.size === 0 ? this.#failures + 1 : 0;
    this.#settleRest(batch, done, begun);
  }

  /** Those that were not begun get another turn; those that were, and have no verdict, ended the process. */
  #settleRest(batch: readonly Waiting[], done: ReadonlySet<number>, begun: ReadonlySet<number>): void {
    const left: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      if (done.has(index)) continue;
      if (begun.has(index) || this.#failures >= patience || this.#options.abortSignal.aborted) {
        waiting.resolve({ kind: 'plain' });
      } else left.push(waiting);
    }
    if (left.length === 0) return;
    this.#queue = [...left, ...this.#queue];
    this.#start();
  }
}

/** As much of a time as a timer takes; with more it would end at once. */
function toDelay(milliseconds: number): number {
  return Math.min(milliseconds, 2 ** 31 - 1);
}

function isUndamaged({ damaged = [] }: Verdict): boolean {
  return damaged.length === 0;
}

function readOutcomes(
  { report, output }: WarmJobOutput,
  known: ReadonlySet<number>,
): Map<number, WarmOutcome> {
  const outcomes = new Map<number, WarmOutcome>();
  for (const [index, verdict] of report.verdicts) {
    if (known.has(index)) continue;
    const run = report.runs.get(index);
    outcomes.set(index, toOutcome(verdict, run, output));
  }
  return outcomes;
}

function toOutcome(verdict: Verdict, run: TestRun | undefined, output: Uint8Array): WarmOutcome {
  const { seconds = 0, all = false, limit = 0, reason = '' } = verdict;
  const durationMs = seconds * 1000;
  switch (verdict.verdict) {
    case 'ran':
      if (run === undefined) return { kind: 'plain' };
      return { kind: 'ran', run, all, durationMs, testOutput: readOutput(verdict, output) };
    case 'timed-out':
      return {
        kind: 'timed-out',
        limitMs: limit * 1000,
        durationMs,
        testOutput: readOutput(verdict, output),
      };
    case 'syntax-error':
      return { kind: 'syntax-error', reason };
    default:
      return { kind: verdict.verdict };
  }
}

function readOutput({ output: range }: Verdict, output: Uint8Array): string {
  if (range === undefined) return '';
  const [start, length, isCut] = range;
  const text = new TextDecoder().decode(output.subarray(start, start + length));
  return isCut ? `${text}\n[the rest was not kept]\n` : text;
}

/** Turns for as many runs at the same time. */
export function createLimit(concurrency: number): LimitFunction {
  return pLimit(concurrency);
}
