import { adaptModel } from './adapt-model.ts';
import type { Budget } from './budget.ts';
import { budgetedProvider, type BudgetedProviderOptions } from './budgeted-provider.ts';
import { cachedProvider } from './cached-provider.ts';
import { limitedProvider } from './limited-provider.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import type { ModelPrices } from './model-prices.ts';
import { retryingProvider, type RetryingProviderOptions } from './retrying-provider.ts';

/** Settings of {@link stackedProvider}; a wrapper without its setting is left out. */
export type StackedProviderOptions = Pick<
  BudgetedProviderOptions,
  'costPerCallUsd' | 'countTokens' | 'maxOutputTokens'
> & {
  /** What the tokens of a model of the AI SDK cost; a provider knows its own prices, and is refused with them. */
  readonly prices?: ModelPrices | undefined;
  /** What calls are paid from; see `budgetedProvider`. @default not bounded */
  readonly budget?: Budget | undefined;
  /** Settings of `retryingProvider`, which is always there. @default its own */
  readonly retries?: RetryingProviderOptions | undefined;
  /** Calls under way at the same time; see `limitedProvider`. @default not limited */
  readonly concurrency?: number | undefined;
  /** Where replies are kept; see `cachedProvider`. @default they are not */
  readonly cacheDirectory?: string | undefined;
};

/**
 * Puts the wrappers around a provider in the order in which they go together.
 *
 * From the outside: the cache, so that what it has costs nothing and waits for nobody; the limit, so that a call that
 * backs off keeps its place and fewer are made; the retries; and the budget, so that it sees each attempt.
 *
 * @throws {InvalidArgumentError} when an option cannot be used.
 */
export function stackedProvider(
  providerOrModel: LmProviderLike,
  { prices, budget, retries, concurrency, cacheDirectory, ...bounds }: StackedProviderOptions,
): LmProvider {
  let provider = adaptModel(providerOrModel, prices);
  if (budget !== undefined) provider = budgetedProvider(provider, { budget, ...bounds });
  provider = retryingProvider(provider, retries);
  if (concurrency !== undefined) provider = limitedProvider(provider, { concurrency });
  return cacheDirectory === undefined ? provider : cachedProvider(provider, { directory: cacheDirectory });
}
