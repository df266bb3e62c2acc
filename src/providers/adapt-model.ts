import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { aiSdkProvider } from './ai-sdk-provider.ts';
import { createModelError, isAiSdkLanguageModel } from './ai-sdk-language-model.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import type { ModelPrices } from './model-prices.ts';

/**
 * What wrappers wrap: a provider as it is, a model of the AI SDK as a provider.
 *
 * @throws {InvalidArgumentError} when it is neither, or `prices` are given with a provider.
 */
export function adaptModel(providerOrModel: LmProviderLike, prices?: ModelPrices): LmProvider {
  if (isAiSdkLanguageModel(providerOrModel)) return aiSdkProvider(providerOrModel, { prices });
  if (isLmProvider(providerOrModel)) {
    if (prices === undefined) return providerOrModel;
    const expected = 'left out, because a provider knows its own';
    throw new InvalidArgumentError({ argument: 'prices', value: prices, expected });
  }
  throw createModelError('provider', providerOrModel, 'an `LmProvider`, or a model of the AI SDK, such as');
}

/** Whether a value is a provider and not a model of the AI SDK. */
export function isLmProvider(value: unknown): value is LmProvider {
  return typeof value === 'object' && value !== null && 'complete' in value;
}

/** What a wrapper has in common with the provider it wraps. */
export function identify(provider: LmProvider): Omit<LmProvider, 'complete'> {
  const { specificationVersion, name, modelId, prices } = provider;
  return { specificationVersion, name, modelId, prices };
}
