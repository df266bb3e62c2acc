import { isLmProvider } from './adapt-model.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import { retryingProvider } from './retrying-provider.ts';

/**
 * What stages ask: a provider as it is, a model of the AI SDK with retries.
 *
 * @throws {InvalidArgumentError} when it is neither.
 */
export function toLmProvider(providerOrModel: LmProviderLike): LmProvider {
  return isLmProvider(providerOrModel) ? providerOrModel : retryingProvider(providerOrModel);
}
