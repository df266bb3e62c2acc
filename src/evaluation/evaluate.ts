import { findInstanceRepository, type InstanceRepositories } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { TestOutputParser } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import { mapConcurrently } from '../validation/map-concurrently.ts';
import { checkEvaluateOptions, collectInstances } from './check-evaluate-options.ts';
import { evaluatePrediction } from './evaluate-prediction.ts';
import { EvaluationCounter, type EvaluationProgress } from './evaluation-progress.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import { createEmptyPrediction, createGoldPrediction } from './gold-predictions.ts';
import type { GradingMode } from './grading-mode.ts';
import type { Prediction } from './prediction.ts';
import { createKey, EvaluationStore } from './store/evaluation-store.ts';

/** Predictions to evaluate; `gold` takes every instance's bug back, `empty` leaves all of them. */
export type Predictions = AsyncIterable<Prediction> | Iterable<Prediction> | 'gold' | 'empty';

/** Options of {@link evaluate}. */
export type EvaluateOptions = {
  /** The instances the predictions are for; each id once. */
  readonly instances: Iterable<TaskInstance> | AsyncIterable<TaskInstance>;
  readonly repositories: InstanceRepositories;
  /** Where the tests run. @default a new `LocalRuntime` without an environment */
  readonly runtime?: ContainerRuntime | undefined;
  /**
   * Reads the results of tests; those of pytest are recorded out of the tests' reach, whatever parser there is for
   * them. @default what the repository's test command suggests
   */
  readonly parser?: TestOutputParser | undefined;
  /** By whose rules results are graded. @default 'strict' */
  readonly grading?: GradingMode | undefined;
  /**
   * Which tests run: `relevant` those of the instance's lists, `all` the whole suite. With another framework than
   * pytest all run. @default 'relevant'
   */
  readonly tests?: 'relevant' | 'all' | undefined;
  /** Bounds each run of tests. @default 120_000 */
  readonly timeoutMs?: number | undefined;
  /** How many predictions are evaluated at the same time, each in a sandbox of its own. @default 1 */
  readonly concurrency?: number | undefined;
  /** Decides which tests are made to fail as a control. @default 0 */
  readonly seed?: number | undefined;
  /** Whether results come as they finish, or in the order of the predictions. @default 'finished' */
  readonly order?: 'finished' | 'predictions' | undefined;
  /**
   * Directory that keeps the results, so that the next call goes on where this one was stopped, in whatever way:
   * a prediction that was evaluated before on the same instance is given its stored result. One that changed is
   * evaluated again. @default nothing is kept
   */
  readonly store?: string | undefined;
  /** Told after each prediction how far the evaluation is. */
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
  /** A clock in milliseconds, for `onProgress`. @default `performance.now` */
  readonly now?: (() => number) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Grades predictions: puts the bug and then the patch in place, runs the tests, and reads what they say.
 *
 * Test files and what configures a test run stay as they are in the repository, whatever a patch does to them. With
 * pytest, results are recorded by a process that never runs code of the repository; before `strict` calls a
 * prediction resolved, tests that were made to fail must do so. What that keeps from cheating, and what it
 * cannot, is described in `docs/evaluation.md`.
 *
 * Predictions are taken as there is room, so memory does not grow with their number; the instances are held. An
 * abort ends what runs, removes the sandboxes and rejects with the signal's reason.
 *
 * Outcomes: `resolved`, `unresolved`, `tampered` and `timed-out` ran; `patch-failed`, `empty-patch`,
 * `unknown-instance` and `errored` did not, or not to an end. All are results, not errors. A run of `gold`
 * checks the instances themselves: everything must be resolved, and nothing with `empty`, whose tests run too.
 *
 * @throws {InvalidArgumentError} when an option is out of its range, or two instances have the same id.
 * @throws {StoreError} when the store is in use, was made with other options, is damaged or cannot be written to.
 * @source SWE-smith `harness/eval.py`, SWE-bench 5 `harness/run_evaluation.py`; `grading` says how each grades.
 */
export async function* evaluate(
  predictions: Predictions,
  options: EvaluateOptions,
): AsyncGenerator<EvaluationResult> {
  const { grading = 'strict', tests = 'relevant', timeoutMs = 120_000, seed = 0 } = options;
  const { concurrency = 1, order = 'finished', now = () => performance.now() } = options;
  checkEvaluateOptions({ predictions, grading, tests, timeoutMs, concurrency, seed, store: options.store });
  const { abortSignal, repositories, parser, onProgress } = options;
  // Ends the runs of the other predictions when one fails the batch, or the consumer stops.
  const stop = new AbortController();
  const signal = abortSignal === undefined ? stop.signal : AbortSignal.any([stop.signal, abortSignal]);
  const runtime = options.runtime ?? createDefaultRuntime();
  let store: EvaluationStore | undefined;
  try {
    signal.throwIfAborted();
    const instances = await collectInstances(options.instances);
    const runsEmpty = predictions === 'empty';
    if (options.store !== undefined) {
      const facts = { grading, tests, timeoutMs, seed, runsEmpty, parser: parser?.name ?? null };
      store = await EvaluationStore.open(options.store, facts);
    }
    const shared = { runtime, parser, grading, tests, timeoutMs, seed, runsEmpty, abortSignal: signal };
    const evaluateOne = async (prediction: Prediction): Promise<Evaluated> => {
      const instance = instances.get(prediction.instance_id);
      if (instance === undefined) {
        return { result: { status: 'unknown-instance', prediction }, isStored: false };
      }
      const repository = await findRepository(instance, repositories);
      if (repository instanceof Error) {
        return { result: { status: 'errored', prediction, error: repository }, isStored: false };
      }
      const key = createKey(prediction, instance, repository);
      const stored = await store?.find(key, prediction);
      if (stored !== undefined) return { result: stored, isStored: true };
      const result = await evaluatePrediction(prediction, instance, repository, shared);
      await store?.add(key, result);
      return { result, isStored: false };
    };
    const progress = new EvaluationCounter(countPredictions(predictions, instances), now);
    const results = mapConcurrently(listPredictions(predictions, instances), evaluateOne, {
      concurrency,
      order: order === 'finished' ? 'finished' : 'input',
      abortSignal: signal,
      onStop: () => {
        stop.abort();
      },
    });
    for await (const { result, isStored } of results) {
      onProgress?.(progress.add(result, isStored));
      yield result;
    }
  } finally {
    stop.abort();
    if (options.runtime === undefined) await runtime.dispose?.();
    await store?.close();
  }
}

type Evaluated = { readonly result: EvaluationResult; readonly isStored: boolean };

/** The repository of an instance, or what the caller's function threw instead of giving it. */
async function findRepository(
  instance: TaskInstance,
  repositories: InstanceRepositories,
): Promise<Repository | Error | undefined> {
  try {
    return await findInstanceRepository(instance, repositories);
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause), { cause });
  }
}

function listPredictions(
  predictions: Predictions,
  instances: ReadonlyMap<string, TaskInstance>,
): Iterable<Prediction> | AsyncIterable<Prediction> {
  if (typeof predictions !== 'string') return predictions;
  return Array.from(instances.values(), predictions === 'gold' ? tryGoldPrediction : createEmptyPrediction);
}

/** An instance whose patch is malformed gets a prediction as well, whose result says so. */
function tryGoldPrediction(instance: TaskInstance): Prediction {
  try {
    return createGoldPrediction(instance);
  } catch {
    return { ...createEmptyPrediction(instance), model_name_or_path: 'gold', model_patch: instance.patch };
  }
}

function countPredictions(
  predictions: Predictions,
  instances: ReadonlyMap<string, TaskInstance>,
): number | undefined {
  if (typeof predictions === 'string') return instances.size;
  return Array.isArray(predictions) ? predictions.length : undefined;
}
