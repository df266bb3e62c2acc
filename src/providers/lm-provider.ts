import type { ModelPrices } from './model-prices.ts';

/** One message of a conversation with a language model. */
export type LmMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

/** What is asked of a language model: everything its reply depends on. */
export type LmRequest = {
  /** The conversation so far; the last message is the one to answer. */
  readonly messages: readonly LmMessage[];
  /** @default the model's own */
  readonly temperature?: number | undefined;
  /** Tokens of the reply at most. @default the model's own */
  readonly maxOutputTokens?: number | undefined;
  /** For models that can repeat a reply. Also tells apart requests that are otherwise the same. */
  readonly seed?: number | undefined;
};

/** Options of one call, which the reply does not depend on. */
export type LmCallOptions = {
  readonly abortSignal?: AbortSignal | undefined;
};

/** Tokens of one call, as the provider counted them; what it did not report is `undefined`. */
export type LmUsage = {
  /** All tokens of the request, those read from the provider's cache included. */
  readonly inputTokens: number | undefined;
  /** Those of `inputTokens` that were read from the provider's cache. */
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens: number | undefined;
};

/** What a language model answered. */
export type LmReply = {
  readonly text: string;
  /** Why the text ends where it does; `length` when it was cut off. */
  readonly finishReason: 'stop' | 'length' | 'content-filter' | 'other';
  readonly usage: LmUsage;
  /** What the call cost in USD; `undefined` when the price or the tokens are not known, never a guess. */
  readonly costUsd: number | undefined;
  /**
   * Set when the reply was kept from an earlier call, so that it costs nothing now and `costUsd` is 0: what that
   * call cost.
   */
  readonly earlierCall?: { readonly costUsd: number | undefined } | undefined;
};

/**
 * A language model: text in, text, tokens and cost out.
 *
 * Implement it for a model the AI SDK has no package for, and check the implementation with
 * `testLmProvider` from `bugsmith/testing`.
 */
export interface LmProvider {
  readonly specificationVersion: 'v1';
  /** Name of whoever runs the model, for messages, such as `openai.chat`. */
  readonly name: string;
  /** Name of the model, as the provider knows it. */
  readonly modelId: string;
  /** What its tokens cost, for estimates before a call; `undefined` when not known. */
  readonly prices?: ModelPrices | undefined;
  /**
   * Answers one request.
   *
   * Outcomes: a poor answer, an empty one and one that was cut off are replies. An abort rejects with its reason.
   *
   * @throws {LanguageModelCallError} when there is no answer; it holds no key.
   * @throws {BudgetExceededError} when a budget was put around the provider, and the call might pass it.
   */
  complete(request: LmRequest, options?: LmCallOptions): Promise<LmReply>;
}
