import type { AiSdkLanguageModel } from './ai-sdk-language-model.ts';
import type { LmProvider } from './lm-provider.ts';

/**
 * What may be given wherever a language model is needed: a provider, or a model of the AI SDK.
 *
 * A provider is used as it is. A model is asked by way of `aiSdkProvider`, and where no wrapper was put around it
 * also of `retryingProvider`, both with their defaults; its prices are then not known.
 */
export type LmProviderLike = LmProvider | AiSdkLanguageModel;
