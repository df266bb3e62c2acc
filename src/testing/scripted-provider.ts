import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { findCost } from '../providers/find-cost.ts';
import type { LmProvider, LmReply, LmRequest } from '../providers/lm-provider.ts';
import type { ModelPrices } from '../providers/model-prices.ts';
import { untilAborted } from '../concurrency/until-aborted.ts';

/** What a scripted provider does with one request: its text, more of the reply, or the error it throws. */
export type ScriptedAnswer = string | Partial<LmReply> | Error;

/** Settings of {@link scriptedProvider}. */
export type ScriptedProviderOptions = {
  /** @default 'scripted' */
  readonly name?: string | undefined;
  /** @default 'scripted' */
  readonly modelId?: string | undefined;
  /** What the tokens cost. @default not known */
  readonly prices?: ModelPrices | undefined;
};

/** A provider that remembers what it was asked. */
export type ScriptedProvider = LmProvider & {
  /** Every request so far, in the order they arrived. */
  readonly requests: readonly LmRequest[];
};

/**
 * Makes a provider that answers from a script, without a model and without a network.
 *
 * The answers are given in order, or a function is asked for each request, counted from 0; a request after the last is
 * refused with a `LanguageModelCallError`. A text is a reply that took 100 tokens in and 10 out; where `costUsd` is left
 * out, it is what `prices` make of the tokens.
 */
export function scriptedProvider(
  answers:
    | readonly ScriptedAnswer[]
    | ((request: LmRequest, index: number) => ScriptedAnswer | Promise<ScriptedAnswer>),
  { name = 'scripted', modelId = 'scripted', prices }: ScriptedProviderOptions = {},
): ScriptedProvider {
  const requests: LmRequest[] = [];
  return {
    specificationVersion: 'v1',
    name,
    modelId,
    prices,
    requests,
    async complete(request, { abortSignal } = {}) {
      abortSignal?.throwIfAborted();
      const index = requests.push(structuredClone(request)) - 1;
      const answering = typeof answers === 'function' ? answers(request, index) : answers[index];
      const answer = await untilAborted(Promise.resolve(answering), abortSignal);
      if (answer === undefined) throw createExhaustedError(modelId, index);
      if (answer instanceof Error) throw answer;
      const usage = { inputTokens: 100, outputTokens: 10 };
      const reply = { text: '', finishReason: 'stop', usage, ...toReply(answer) } as const;
      return { ...reply, costUsd: 'costUsd' in reply ? reply.costUsd : findCost(reply.usage, prices) };
    },
  };
}

function toReply(answer: Exclude<ScriptedAnswer, Error>): Partial<LmReply> {
  return typeof answer === 'string' ? { text: answer } : answer;
}

function createExhaustedError(model: string, index: number): LanguageModelCallError {
  return new LanguageModelCallError({
    model,
    reason: `the script has no answer left for request ${index + 1}`,
    remedy: 'Add one, or ask less.',
    mayHaveCost: false,
  });
}
