import type { InstallationUsage } from './installation-trajectory.ts';

/** What a model's tokens cost. */
export type ModelPrices = {
  /** US dollars for a million tokens sent to the model. */
  readonly inputPerMillionTokensUsd: number;
  /** US dollars for a million tokens the model wrote. */
  readonly outputPerMillionTokensUsd: number;
};

/** What the tokens cost without any discount, such as one for cached input. */
export function findCost(usage: InstallationUsage, prices: ModelPrices | undefined): number | undefined {
  if (prices === undefined) return undefined;
  const { inputPerMillionTokensUsd, outputPerMillionTokensUsd } = prices;
  const cost = usage.inputTokens * inputPerMillionTokensUsd + usage.outputTokens * outputPerMillionTokensUsd;
  return cost / 1_000_000;
}
