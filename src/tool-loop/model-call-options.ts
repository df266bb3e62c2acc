import type { JsonObject } from '../json/json-value.ts';

/** What is sent along with each call of a model. */
export type ModelCallOptions = {
  readonly temperature?: number | undefined;
  /** For providers that draw the same sample for the same seed. */
  readonly seed?: number | undefined;
  /** Tokens of one answer. */
  readonly maxOutputTokens?: number | undefined;
  /** Settings of the provider's own, by its name. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>> | undefined;
};
