import { BudgetExceededError } from '../errors/budget-exceeded-error.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { adaptModel, identify } from './adapt-model.ts';
import type { Budget } from './budget.ts';
import { checkNumber } from './check-number.ts';
import { boundTokens, type CountTokens, countRequestTokens } from './count-tokens.ts';
import { findCost } from './find-cost.ts';
import type { LmProvider, LmRequest } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import { checkPrices, type ModelPrices } from './model-prices.ts';

/** Settings of {@link budgetedProvider}. */
export type BudgetedProviderOptions = {
  /** What calls are paid from; several providers may share one. */
  readonly budget: Budget;
  /** What the tokens cost. @default the provider's own */
  readonly prices?: ModelPrices | undefined;
  /** US dollars a call counts as where there are no prices; 0 for a model that costs nothing. @default refused */
  readonly costPerCallUsd?: number | undefined;
  /** Limit of the reply for requests that have none, so that their cost is bounded. @default 8192 */
  readonly maxOutputTokens?: number | undefined;
  /** The most tokens a text can have. @default its bytes in UTF-8, which no common tokenizer exceeds */
  readonly countTokens?: CountTokens | undefined;
};

/** Tokens that chat formats add to each message, at most. */
const framingTokens = 16;

/**
 * Makes no call that might pass a budget.
 *
 * Before a call, what it can cost at most is set aside: all bytes of the request as tokens, and `maxOutputTokens`. It
 * waits while calls under way may free enough. Afterwards the real cost is taken instead: nothing for a call that was
 * refused or never got there, and all that was set aside for one that ended otherwise or told no tokens. The budget
 * holds as far as the provider keeps to `maxOutputTokens`; what it writes beyond that is counted too. Put it inside of
 * `retryingProvider`, so that each attempt counts.
 *
 * Outcomes: replies have the `costUsd` that `prices` make of their tokens, where the provider gave none.
 * `complete` throws a `BudgetExceededError` for a call that is not made.
 *
 * @throws {InvalidArgumentError} when prices are neither given nor known to the provider and `costPerCallUsd` is left
 *   out, or an option cannot be used.
 */
export function budgetedProvider(
  providerOrModel: LmProviderLike,
  options: BudgetedProviderOptions,
): LmProvider {
  const provider = adaptModel(providerOrModel);
  const { budget, prices = provider.prices, countTokens = boundTokens } = options;
  const maxOutputTokens = checkNumber('maxOutputTokens', options.maxOutputTokens ?? 8192, {
    least: 1,
    isWhole: true,
  });
  const costPerCallUsd = checkCostPerCall(options.costPerCallUsd, prices);

  /** The request as it is sent, and the most it can cost. */
  function bound(request: LmRequest): { readonly bounded: LmRequest; readonly mostUsd: number } {
    if (prices === undefined) return { bounded: request, mostUsd: costPerCallUsd };
    const outputTokens = request.maxOutputTokens ?? maxOutputTokens;
    const inputTokens = countRequestTokens(request, countTokens, framingTokens);
    const mostUsd = findCost({ inputTokens, outputTokens }, prices) ?? costPerCallUsd;
    return { bounded: { ...request, maxOutputTokens: outputTokens }, mostUsd };
  }

  return {
    ...identify(provider),
    prices,
    async complete(request, { abortSignal } = {}) {
      const { bounded, mostUsd } = bound(request);
      const reservation = await budget.reserve(mostUsd, { abortSignal });
      try {
        const reply = await provider.complete(bounded, { abortSignal });
        const costUsd = reply.costUsd ?? findCost(reply.usage, prices);
        reservation.settle(costUsd ?? mostUsd);
        return { ...reply, costUsd };
      } catch (error) {
        reservation.settle(mayHaveCost(error) ? mostUsd : 0);
        throw error;
      }
    },
  };
}

function checkCostPerCall(costPerCallUsd: number | undefined, prices: ModelPrices | undefined): number {
  checkPrices(prices);
  if (costPerCallUsd !== undefined) return checkNumber('costPerCallUsd', costPerCallUsd, { least: 0 });
  if (prices !== undefined) return 0;
  const expected = 'what the tokens cost, or `costPerCallUsd` what a call counts as';
  throw new InvalidArgumentError({ argument: 'prices', value: prices, expected });
}

function mayHaveCost(error: unknown): boolean {
  if (LanguageModelCallError.isInstance(error)) return error.mayHaveCost;
  return !InvalidArgumentError.isInstance(error) && !BudgetExceededError.isInstance(error);
}
