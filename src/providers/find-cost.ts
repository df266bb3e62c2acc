import type { LmUsage } from './lm-provider.ts';
import type { ModelPrices } from './model-prices.ts';

/** What tokens cost in USD; `undefined` when that cannot be known. */
export function findCost(usage: LmUsage, prices: ModelPrices | undefined): number | undefined {
  if (prices === undefined) return undefined;
  const { inputPerMillionTokensUsd: inputPrice, outputPerMillionTokensUsd: outputPrice } = prices;
  const { cachedInputPerMillionTokensUsd: cachedPrice = inputPrice } = prices;
  const { inputTokens, outputTokens, cachedInputTokens = 0 } = usage;
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const cachedTokens = Math.min(cachedInputTokens, inputTokens);
  const input = (inputTokens - cachedTokens) * inputPrice + cachedTokens * cachedPrice;
  return (input + outputTokens * outputPrice) / 1_000_000;
}
