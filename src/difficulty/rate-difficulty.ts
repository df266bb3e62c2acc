import { followSignal } from '../concurrency/follow-signal.ts';
import { runInOrder } from '../concurrency/run-in-order.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkNumber } from '../providers/check-number.ts';
import type { LmProvider, LmRequest } from '../providers/lm-provider.ts';
import { toLmProvider } from '../providers/to-lm-provider.ts';
import { createRequest, fillRequestOptions, type RequestSettings } from './create-request.ts';
import type {
  DifficultyRating,
  Instances,
  RateDifficultyOptions,
  RatingProgress,
} from './rate-difficulty-options.ts';
import { rateInstance, type RatingOutcome, unrated } from './rate-instance.ts';
import { RatingStore } from './rating-store.ts';

/** One instance, with what is asked about it; without where it cannot be asked about. */
type Task = {
  readonly request: LmRequest | undefined;
  readonly rating: DifficultyRating | undefined;
  readonly instanceId: string;
};

/**
 * Asks a language model how long the fix of each instance would take; ratings come in the order of the instances.
 *
 * Outcomes: `rated` with a label (easy, medium, hard), its score (1, 5, 9) and, where it was told, the time.
 * `unrated` with a reason: the instance has no statement or no readable patch (then nothing is asked), the call
 * failed, or the answer cannot be read as one label; see `parseDifficulty`. Both tell what asking cost. When every
 * other call would fail too (the key is not taken, there is no such model, the budget is spent) the run ends with
 * that error, after the ratings of all calls that were answered.
 *
 * @throws {InvalidArgumentError} when an option is out of its range, before anything is asked.
 * @throws {LanguageModelCallError} when no call can be answered.
 * @throws {StoreError} when the store keeps ratings of another model.
 * @source Paper, section E. Other than in SWE-smith's script the fix is shown and not the patch that adds the bug,
 *   an answer need not be a label to the letter, and a failed call can be told from an answer.
 */
export function rateDifficulty(
  instances: Instances,
  options: RateDifficultyOptions,
): AsyncGenerator<DifficultyRating> {
  const { concurrency = 4 } = options;
  checkNumber('concurrency', concurrency, { least: 1, isWhole: true });
  return rate(instances, {
    ...options,
    concurrency,
    settings: fillRequestOptions(options),
    provider: toLmProvider(options.provider),
  });
}

type Settings = Pick<RateDifficultyOptions, 'abortSignal' | 'onProgress' | 'store'> & {
  readonly concurrency: number;
  readonly settings: RequestSettings;
  readonly provider: LmProvider;
};

async function* rate(instances: Instances, options: Settings): AsyncGenerator<DifficultyRating> {
  const { abortSignal, provider, concurrency } = options;
  abortSignal?.throwIfAborted();
  const { controller: abort, release } = followSignal(abortSignal);
  try {
    const store =
      options.store === undefined ? undefined : await RatingStore.open(options.store, provider.modelId);
    let failure: RatingOutcome['failure'];
    const record = async ({ request }: Task, outcome: RatingOutcome): Promise<void> => {
      failure ??= outcome.failure;
      const { rating, isKept } = outcome;
      if (rating === undefined || isKept || request === undefined) return;
      if (rating.status === 'rated' || rating.reason !== 'call-failed') await store?.keep(request, rating);
    };
    const work = async ({ instanceId, request, rating }: Task): Promise<RatingOutcome> => {
      try {
        if (request === undefined) return { rating, isKept: false };
        const kept = await store?.find(instanceId, request);
        if (kept !== undefined) return { rating: kept, isKept: true };
        return await rateInstance(instanceId, request, { provider, abortSignal: abort.signal });
      } catch (error) {
        return { failure: { error }, isKept: false };
      }
    };
    const counter = new RatingCounter();
    const outcomes = runInOrder(listTasks(instances, options.settings), work, {
      concurrency,
      endsRun: (outcome) => outcome.failure !== undefined,
      abort,
      onLeft: record,
    });
    for await (const { task, outcome } of outcomes) {
      await record(task, outcome);
      if (outcome.rating === undefined) continue;
      options.onProgress?.(counter.add(outcome.rating));
      yield outcome.rating;
    }
    abortSignal?.throwIfAborted();
    // Set by `record`, which the compiler does not see.
    const ended = failure;
    if (ended !== undefined) throw ended.error;
  } finally {
    release();
  }
}

async function* listTasks(instances: Instances, settings: RequestSettings): AsyncGenerator<Task> {
  for await (const instance of instances) yield toTask(instance, settings);
}

function toTask(instance: TaskInstance, settings: RequestSettings): Task {
  const instanceId = instance.instance_id;
  const request = createRequest(instance, settings);
  if ('messages' in request) return { instanceId, request, rating: undefined };
  const rating: DifficultyRating = {
    ...unrated(instanceId, request.reason, request.message),
    reply: undefined,
    model: undefined,
    costUsd: 0,
    usage: { inputTokens: 0, outputTokens: 0 },
  };
  return { instanceId, request: undefined, rating };
}

class RatingCounter {
  #rated = 0;
  #unrated = 0;
  #costUsd: number | undefined = 0;

  add({ status, costUsd }: DifficultyRating): RatingProgress {
    if (status === 'rated') this.#rated += 1;
    else this.#unrated += 1;
    this.#costUsd =
      this.#costUsd === undefined || costUsd === undefined ? undefined : this.#costUsd + costUsd;
    return {
      finished: this.#rated + this.#unrated,
      rated: this.#rated,
      unrated: this.#unrated,
      costUsd: this.#costUsd,
    };
  }
}
