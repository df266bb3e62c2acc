import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { defaultParser } from '../parsers/default-parser.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import type { Repository } from '../repository/repository.ts';
import { type Baseline, checkBaseline } from './baseline.ts';
import { checkTimeout, createBaseline, type CreateBaselineOptions } from './create-baseline.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { validateCandidate } from './validate-candidate.ts';
import type { ValidationResult } from './validation-result.ts';

/** How far a validation is, for `onProgress`. */
export type ValidationProgress = {
  /** Candidates with a result. */
  readonly finished: number;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<ValidationResult['status'], number>>>;
};

/** Options of {@link validate}. */
export type ValidateOptions = CreateBaselineOptions & {
  readonly repository: Repository;
  /** Bounds each run separately, with and without the bug. @default 120_000 */
  readonly timeoutMs?: number | undefined;
  /** How many candidates are tested at the same time, each in a sandbox of its own. @default 1 */
  readonly concurrency?: number | undefined;
  /** What the suite does without any bug. @default found out by one run before the first candidate */
  readonly baseline?: Baseline | undefined;
  /** Whether results come as they finish, or in the order of the candidates. @default 'finished' */
  readonly order?: 'finished' | 'candidates' | undefined;
  /** Told after each candidate how far the validation is. */
  readonly onProgress?: ((progress: ValidationProgress) => void) | undefined;
};

/**
 * Decides which candidates are usable tasks, by running the tests with the bug and without it.
 *
 * The suite runs once on the unchanged repository and once for each candidate, each time in a fresh sandbox.
 * Results carry their candidate; candidates are taken one at a time as there is room, so memory does not grow
 * with their number. An abort ends what runs, removes the sandboxes and rejects with the signal's reason;
 * results given before stay good.
 *
 * Outcomes: `valid` broke at least one test and kept at least one; `no-test-broken`, `no-test-kept`,
 * `timed-out`, `patch-failed` and `errored` are results, not errors.
 *
 * @throws {InvalidArgumentError} when an option is out of its range or `baseline` belongs to something else.
 * @throws {BaselineError} when the unchanged suite is no usable reference.
 * @throws {ContainerError} when no sandbox can be made for the unchanged suite.
 * @source Paper, section 2.1. SWE-smith also keeps mirrored pull requests that leave no test passing.
 */
export async function* validate(
  candidates: AsyncIterable<BugCandidate> | Iterable<BugCandidate>,
  options: ValidateOptions,
): AsyncGenerator<ValidationResult> {
  const {
    repository,
    timeoutMs = 120_000,
    concurrency = 1,
    order = 'finished',
    abortSignal,
    onProgress,
  } = options;
  checkTimeout(timeoutMs);
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new InvalidArgumentError({
      argument: 'concurrency',
      value: concurrency,
      expected: 'a whole number above 0',
    });
  }
  const parser = options.parser ?? defaultParser(repository.environment.testCommand);
  const runtime = options.runtime ?? createDefaultRuntime();
  // Ends the runs of the other candidates when one fails the batch, or the consumer stops.
  const stop = new AbortController();
  const signal = abortSignal === undefined ? stop.signal : AbortSignal.any([stop.signal, abortSignal]);
  try {
    signal.throwIfAborted();
    const baseline =
      options.baseline ??
      (await createBaseline(repository, { runtime, parser, timeoutMs, abortSignal: signal }));
    checkBaseline(baseline, repository, parser.name);
    const suite = {
      repository,
      runtime,
      parser,
      timeoutMs,
      clean: new Map(baseline.tests),
      abortSignal: signal,
    };
    const results = mapConcurrently(candidates, (candidate) => validateCandidate(candidate, suite), {
      concurrency,
      order: order === 'finished' ? 'finished' : 'input',
      abortSignal: signal,
      onStop: () => {
        stop.abort();
      },
    });
    let finished = 0;
    const byStatus: Partial<Record<ValidationResult['status'], number>> = {};
    for await (const result of results) {
      finished += 1;
      byStatus[result.status] = (byStatus[result.status] ?? 0) + 1;
      onProgress?.({ finished, byStatus: { ...byStatus } });
      yield result;
    }
  } finally {
    stop.abort();
    if (options.runtime === undefined) await runtime.dispose?.();
  }
}
