import { checkNumber } from './check-number.ts';

/** What a model's tokens cost. */
export type ModelPrices = {
  /** US dollars for a million tokens sent to the model. */
  readonly inputPerMillionTokensUsd: number;
  /** US dollars for a million of those the provider had cached. @default `inputPerMillionTokensUsd` */
  readonly cachedInputPerMillionTokensUsd?: number | undefined;
  /** US dollars for a million tokens the model wrote. */
  readonly outputPerMillionTokensUsd: number;
};

/** @throws {InvalidArgumentError} when a price is none. */
export function checkPrices(prices: ModelPrices | undefined): void {
  if (prices === undefined) return;
  const { inputPerMillionTokensUsd, cachedInputPerMillionTokensUsd = 0, outputPerMillionTokensUsd } = prices;
  const named = { inputPerMillionTokensUsd, cachedInputPerMillionTokensUsd, outputPerMillionTokensUsd };
  for (const [name, price] of Object.entries(named)) checkNumber(`prices.${name}`, price, { least: 0 });
}
