import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import type { Repository } from '../repository/repository.ts';
import type { Audit } from './audit.ts';
import { type Baseline, checkBaseline, digestEnvironment } from './baseline.ts';
import { CandidateTester } from './candidate-tester.ts';
import { checkTimeout, createBaseline, type CreateBaselineOptions } from './create-baseline.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { DurableTester, Tested } from './store/durable-tester.ts';
import { ValidationStore } from './store/validation-store.ts';
import { ProgressCounter, type ValidationProgress } from './validation-progress.ts';
import type { ValidationResult } from './validation-result.ts';
import { batchSize, createLimit } from './warm/warm-pool.ts';

/** Options of {@link validate}. */
export type ValidateOptions = Omit<CreateBaselineOptions, 'selection'> & {
  readonly repository: Repository;
  /**
   * Bounds each run separately, with and without the bug. Runs with a bug are ended sooner when they take many
   * times longer than without. @default 120_000
   */
  readonly timeoutMs?: number | undefined;
  /** How many candidates are tested at the same time, each in a sandbox of its own. @default 1 */
  readonly concurrency?: number | undefined;
  /** What the suite does without any bug. @default found out by `createBaseline` before the first candidate */
  readonly baseline?: Baseline | undefined;
  /**
   * Which tests run for a candidate: `covering` those that execute a line it changes, in forks of a warm
   * process, with the lists a full run would give; `all` the whole suite in a fresh sandbox each. Without
   * coverage in the baseline, all. @default 'covering'
   */
  readonly selection?: CreateBaselineOptions['selection'];
  /**
   * Share of candidates, from 0 to 1, that are also tested by the whole suite in a fresh sandbox. When one
   * comes out differently, its full result counts, and all later candidates get full runs. @default 0.02
   */
  readonly auditRate?: number | undefined;
  /** Told of each audited candidate. */
  readonly onAudit?: ((audit: Audit) => void) | undefined;
  /**
   * Whether results come as they finish, or in the order of the candidates, as they always do with a `store`.
   * @default 'finished'
   */
  readonly order?: 'finished' | 'candidates' | undefined;
  /**
   * Directory that keeps the results, so that the next call with the same candidates goes on where this one was
   * stopped, in whatever way: it gives the stored results first, without a run, then tests the others. Results
   * come in the order of the candidates then. It also keeps the baseline. @default nothing is kept
   */
  readonly store?: string | undefined;
  /** Number of candidates, for the time left. @default the length of an array, else not known */
  readonly total?: number | undefined;
  /** Told after each candidate how far the validation is. */
  readonly onProgress?: ((progress: ValidationProgress) => void) | undefined;
  /** A clock in milliseconds, for `onProgress`. @default `performance.now` */
  readonly now?: (() => number) | undefined;
};

/**
 * Decides which candidates are usable tasks, by running the tests with the bug and without it.
 *
 * Candidates are taken as there is room, some `concurrency` times a batch, so memory does
 * not grow with their number; results carry their candidate. An abort ends what runs, removes the sandboxes and
 * rejects with the signal's reason; results given before stay good.
 *
 * Outcomes: `valid` broke at least one test and kept at least one. `no-test-broken`, `no-test-kept`,
 * `timed-out`, `patch-failed` and `errored` are results, not errors. No test runs for `not-covered`,
 * `equivalent`, `syntax-error` and `duplicate`.
 *
 * Store: each result is stored before it is given. A killed process, a full disk or an abort cost at most the
 * candidates being tested; the next run ends with the `results.jsonl` that an uninterrupted one would have left.
 * `errored` results are given and not stored, so the next run tests their candidates again.
 *
 * @throws {InvalidArgumentError} when an option is out of its range, `baseline` belongs to something else, or the
 *   candidates are not those whose results are stored.
 * @throws {StoreError} when the store is in use, was made for something else, is damaged or cannot be written to.
 * @throws {BaselineError} when the unchanged suite is no usable reference.
 * @throws {ContainerError} when no sandbox can be made for the unchanged suite.
 * @source Paper, section 2.1. SWE-smith also keeps mirrored pull requests that leave no test passing, and runs
 *   every test for every candidate.
 */
export async function* validate(
  candidates: AsyncIterable<BugCandidate> | Iterable<BugCandidate>,
  options: ValidateOptions,
): AsyncGenerator<ValidationResult> {
  const {
    repository,
    timeoutMs = 120_000,
    concurrency = 1,
    selection = 'covering',
    auditRate = 0.02,
    order = 'finished',
    total = Array.isArray(candidates) ? candidates.length : undefined,
    now = () => performance.now(),
    abortSignal,
    onAudit,
    onProgress,
  } = options;
  checkOptions(timeoutMs, concurrency, auditRate, options.store);
  const parser = options.parser ?? defaultParser(repository.environment.testCommand);
  const runtime = options.runtime ?? createDefaultRuntime();
  // Ends the runs of the other candidates when one fails the batch, or the consumer stops.
  const stop = new AbortController();
  const signal = abortSignal === undefined ? stop.signal : AbortSignal.any([stop.signal, abortSignal]);
  let store: ValidationStore | undefined;
  let tester: CandidateTester | undefined;
  let durable: DurableTester | undefined;
  try {
    signal.throwIfAborted();
    const { runs, baseline: given } = options;
    if (given !== undefined) checkBaseline(given, repository, parser.name);
    if (options.store !== undefined) {
      const { commit, environment } = repository;
      store = await ValidationStore.open(options.store, {
        commit,
        testCommand: environment.testCommand,
        parser: parser.name,
        environment: digestEnvironment(repository),
        selection,
        timeoutMs,
        auditRate,
      });
    }
    const make = (): Promise<Baseline> =>
      createBaseline(repository, { runtime, parser, timeoutMs, runs, selection, abortSignal: signal });
    const baseline = await (store?.loadBaseline(given, make) ?? given ?? make());
    checkBaseline(baseline, repository, parser.name);
    const selects = selection === 'covering' && baseline.coverage !== null;
    const progress = new ProgressCounter(total, now);
    const made = new CandidateTester({
      repository,
      runtime,
      parser,
      timeoutMs,
      baseline,
      selects,
      auditRate,
      onAudit: (audit) => {
        progress.addAudit(audit.agrees);
        durable?.noteAudit(audit);
        onAudit?.(audit);
      },
      limit: createLimit(concurrency),
      abortSignal: signal,
    });
    tester = made;
    durable = await store?.openTester(made, baseline);
    const test = async (candidate: BugCandidate): Promise<Tested> =>
      (await durable?.test(candidate)) ?? { result: await made.test(candidate), isStored: false };
    const results = mapConcurrently(candidates, test, {
      concurrency: selects ? concurrency * batchSize : concurrency,
      order: order === 'finished' && store === undefined ? 'finished' : 'input',
      abortSignal: signal,
      onStop: () => {
        stop.abort();
      },
    });
    for await (const { result, isStored, agreed } of results) {
      if (agreed !== undefined) progress.addAudit(agreed);
      onProgress?.(progress.add(result, { isStored }));
      yield result;
    }
  } finally {
    stop.abort();
    await tester?.dispose();
    if (options.runtime === undefined) await runtime.dispose?.();
    await store?.close();
  }
}

function checkOptions(timeoutMs: number, concurrency: number, auditRate: number, store: unknown): void {
  checkTimeout(timeoutMs);
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new InvalidArgumentError({
      argument: 'concurrency',
      value: concurrency,
      expected: 'a whole number above 0',
    });
  }
  if (!(auditRate >= 0 && auditRate <= 1)) {
    throw new InvalidArgumentError({
      argument: 'auditRate',
      value: auditRate,
      expected: 'a number from 0 to 1',
    });
  }
  if (store !== undefined && (typeof store !== 'string' || store === '')) {
    throw new InvalidArgumentError({ argument: 'store', value: store, expected: 'the path of a directory' });
  }
}
