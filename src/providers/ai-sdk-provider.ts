import type { generateText, LanguageModel, LanguageModelMiddleware } from 'ai';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { type AiSdkLanguageModel, checkAiSdkLanguageModel } from './ai-sdk-language-model.ts';
import { checkNumber } from './check-number.ts';
import { findCost } from './find-cost.ts';
import type { LmProvider, LmReply, LmRequest, LmUsage } from './lm-provider.ts';
import { toModelFailure } from './model-failure.ts';
import { checkPrices, type ModelPrices } from './model-prices.ts';
import { untilAborted } from '../concurrency/until-aborted.ts';

/** Settings of {@link aiSdkProvider}. */
export type AiSdkProviderOptions = {
  /** What the tokens cost; without it no cost is known. */
  readonly prices?: ModelPrices | undefined;
  /** Bound of each call, the whole reply included. @default 600_000 */
  readonly timeoutMs?: number | undefined;
  /** Clock for a `Retry-After` that names a time, in an answer that does not say what time it is. */
  readonly now?: (() => Date) | undefined;
};

type Answer = Pick<Awaited<ReturnType<typeof generateText>>, 'text' | 'finishReason' | 'usage'>;

/**
 * Makes a provider of a model of the AI SDK.
 *
 * Each request is one call without streaming and without the SDK's own retries; put `retryingProvider` around it
 * for those. The key stays with the model: no error holds it, nor the SDK's error, which may.
 *
 * @throws {InvalidArgumentError} when `model` is no model of the AI SDK, or an option cannot be used.
 */
export function aiSdkProvider(
  model: AiSdkLanguageModel,
  { prices, timeoutMs = 600_000, now = () => new Date() }: AiSdkProviderOptions = {},
): LmProvider {
  checkAiSdkLanguageModel('model', model);
  checkPrices(prices);
  checkNumber('timeoutMs', timeoutMs, { least: 1, most: 2_147_483_647 });
  return {
    specificationVersion: 'v1',
    name: model.provider,
    modelId: model.modelId,
    prices,
    async complete(request, { abortSignal } = {}) {
      checkRequest(request);
      abortSignal?.throwIfAborted();
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(createTimeoutError(model.modelId, timeoutMs)), timeoutMs);
      const signals = abortSignal === undefined ? [timeout.signal] : [timeout.signal, abortSignal];
      try {
        const answer = await generate(model, request, { abortSignal: AbortSignal.any(signals), now });
        const usage = toUsage(answer.usage);
        const finishReason = toFinishReason(answer.finishReason);
        return { text: answer.text, finishReason, usage, costUsd: findCost(usage, prices) };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function checkRequest({ messages }: LmRequest): void {
  if (messages.length > 0) return;
  throw new InvalidArgumentError({ argument: 'request.messages', value: messages, expected: 'not empty' });
}

async function generate(
  model: AiSdkLanguageModel,
  request: LmRequest,
  { abortSignal, now }: { readonly abortSignal: AbortSignal; readonly now: () => Date },
): Promise<Answer> {
  const kit = await import('ai');
  const { messages, temperature, maxOutputTokens, seed } = request;
  const calling = kit.generateText({
    model: kit.wrapLanguageModel({ model: model as Exclude<LanguageModel, string>, middleware }),
    messages: messages.map(({ role, content }) => ({ role, content })),
    allowSystemInMessages: true,
    maxRetries: 0,
    abortSignal,
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(seed !== undefined && { seed }),
  });
  try {
    return await untilAborted(calling, abortSignal);
  } catch (error) {
    abortSignal.throwIfAborted();
    throw toModelFailure(error, { model: model.modelId, kinds: kit, now });
  }
}

/** Takes away the model's warnings, which the SDK would print. */
const middleware: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  async wrapGenerate({ doGenerate }) {
    return { ...(await doGenerate()), warnings: [] };
  },
};

function toUsage({ inputTokens, inputTokenDetails, outputTokens }: Answer['usage']): LmUsage {
  return {
    inputTokens: toCount(inputTokens),
    cachedInputTokens: toCount(inputTokenDetails.cacheReadTokens),
    outputTokens: toCount(outputTokens),
  };
}

/** What a provider says is a number of tokens may be anything. */
function toCount(tokens: number | undefined): number | undefined {
  return Number.isSafeInteger(tokens) && Number(tokens) >= 0 ? tokens : undefined;
}

function toFinishReason(reason: Answer['finishReason']): LmReply['finishReason'] {
  return reason === 'stop' || reason === 'length' || reason === 'content-filter' ? reason : 'other';
}

function createTimeoutError(model: string, timeoutMs: number): LanguageModelCallError {
  return new LanguageModelCallError({
    model,
    reason: `there was no whole reply within ${timeoutMs} ms`,
    remedy: 'Try again, or raise `timeoutMs`.',
    isRetryable: true,
  });
}
