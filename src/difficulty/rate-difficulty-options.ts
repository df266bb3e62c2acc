import type { TaskInstance } from '../instances/task-instance.ts';
import type { LmProviderLike } from '../providers/lm-provider-like.ts';
import type { LmUsage } from '../providers/lm-provider.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import type { DifficultyPrompt } from './difficulty-prompt.ts';
import type { RatedVerdict, UnratedVerdict } from './difficulty-verdict.ts';

/** Instances, as a list or as they come. */
export type Instances = Iterable<TaskInstance> | AsyncIterable<TaskInstance>;

/** What asking took. */
export type RatingCost = {
  /** The model's whole answer; `undefined` when there is none. */
  readonly reply: string | undefined;
  /** Name of the model; `undefined` when it was not asked. */
  readonly model: string | undefined;
  /** 0 when it was not asked; `undefined` when the price is not known. */
  readonly costUsd: number | undefined;
  readonly usage: LmUsage;
};

/** What a model said about the difficulty of one instance, tagged by `status`. */
export type DifficultyRating = (RatedVerdict & RatingCost) | (UnratedVerdict & RatingCost);

/** How far a rating is, for `onProgress`. */
export type RatingProgress = {
  /** Instances with a result. */
  readonly finished: number;
  readonly rated: number;
  readonly unrated: number;
  /** What the ratings cost, those of a store too; `undefined` as soon as one is not known. */
  readonly costUsd: number | undefined;
};

/** What the requests of `rateDifficulty` are made of. */
export type DifficultyRequestOptions = {
  /** Writes the messages. @default `createDifficultyMessages` */
  readonly prompt?: DifficultyPrompt | undefined;
  /**
   * What the `patch` of the instances does: `adds-bug` in SWE-smith's instances and those made here, `fixes-bug` in
   * SWE-bench's. @default 'adds-bug'
   */
  readonly patchDirection?: 'adds-bug' | 'fixes-bug' | undefined;
  /** Rates instances without a problem statement from their patch alone. @default false */
  readonly rateWithoutStatement?: boolean | undefined;
  /** `null` for models that do not take one. @default 0 */
  readonly temperature?: number | null | undefined;
  /** Tokens of an answer at most; models that think first need more. @default 1024 */
  readonly maxOutputTokens?: number | undefined;
  /** Sent to the model. @default none */
  readonly seed?: number | undefined;
};

/** Options of `rateDifficulty`. */
export type RateDifficultyOptions = DifficultyRequestOptions & {
  /** The model: a provider, or a model of the AI SDK. */
  readonly provider: LmProviderLike;
  /** Calls at the same time. The order of ratings does not depend on it. @default 4 */
  readonly concurrency?: number | undefined;
  /**
   * Keeps every answer, so that another run goes on where this one stopped: an instance whose request is the same is
   * not asked for again. Calls that failed are not kept.
   */
  readonly store?: JsonlStore | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Told after each instance how far the rating is. */
  readonly onProgress?: ((progress: RatingProgress) => void) | undefined;
};
