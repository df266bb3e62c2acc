import { checkNumber } from './check-number.ts';
import { type CountTokens, countRequestTokens, estimateTokens } from './count-tokens.ts';
import { findCost } from './find-cost.ts';
import type { LmRequest } from './lm-provider.ts';
import { checkPrices, type ModelPrices } from './model-prices.ts';

/** Settings of {@link estimateCost}. */
export type EstimateCostOptions = {
  /** Tokens the model is expected to write in a reply. */
  readonly outputTokensPerCall: number;
  /** What the tokens cost; without it the cost is not known. */
  readonly prices?: ModelPrices | undefined;
  /** The model's tokenizer. @default four bytes of UTF-8 are one token */
  readonly countTokens?: CountTokens | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** What a job would take; see {@link estimateCost}. */
export type CostEstimate = {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `undefined` without `prices`. */
  readonly costUsd: number | undefined;
};

/** Tokens that chat formats add to each message, and to the reply. */
const framingTokens = 4;

/**
 * Tells what requests would cost, without making them.
 *
 * The tokens sent are an estimate: for Python source four bytes a token is within a quarter of what GPT's tokenizers
 * count; other tokenizers and other languages differ more, and `countTokens` makes it exact. Retries, repair turns,
 * replies kept in a cache and discounts for cached input are not foreseen. The requests are read once, one at a time,
 * and not kept.
 *
 * @throws {InvalidArgumentError} when an option cannot be used.
 */
export async function estimateCost(
  requests: Iterable<LmRequest> | AsyncIterable<LmRequest>,
  { outputTokensPerCall, prices, countTokens = estimateTokens, abortSignal }: EstimateCostOptions,
): Promise<CostEstimate> {
  checkNumber('outputTokensPerCall', outputTokensPerCall, { least: 0 });
  checkPrices(prices);
  let calls = 0;
  let inputTokens = 0;
  for await (const request of requests) {
    abortSignal?.throwIfAborted();
    calls += 1;
    inputTokens += countRequestTokens(request, countTokens, framingTokens);
  }
  const outputTokens = calls * outputTokensPerCall;
  return { calls, inputTokens, outputTokens, costUsd: findCost({ inputTokens, outputTokens }, prices) };
}
