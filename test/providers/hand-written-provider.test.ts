import { LanguageModelCallError, type LmProvider, type LmReply } from 'bugsmith';
import { startScriptedModelServer, testLmProvider } from 'bugsmith/testing';
import { describe, it } from 'vitest';
import { z } from 'zod';

const tokens = z.number().optional();
const answerSchema = z.object({
  choices: z.tuple([z.object({ finish_reason: z.string(), message: z.object({ content: z.string() }) })]),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z.object({ cached_tokens: tokens }).optional(),
    })
    .optional(),
});

const reasons: Readonly<Record<string, LmReply['finishReason']>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
};

/** Chat completions without the AI SDK. */
function chatProvider(url: string, apiKey: string): LmProvider {
  const model = 'by-hand';
  const fail = (
    reason: string,
    facts: { statusCode?: number; isRetryable?: boolean; retryAfterMs?: number | undefined } = {},
  ) => new LanguageModelCallError({ model, reason, remedy: 'Look at the server.', ...facts });

  return {
    specificationVersion: 'v1',
    name: 'chat',
    modelId: model,
    async complete({ messages, temperature, maxOutputTokens: max_tokens, seed }, { abortSignal } = {}) {
      const body = JSON.stringify({ model, messages, temperature, max_tokens, seed });
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
      try {
        const signal = abortSignal ?? null;
        const answer = await fetch(`${url}/chat/completions`, { method: 'POST', headers, body, signal });
        if (!answer.ok) {
          const { status: statusCode } = answer;
          const isRetryable = statusCode === 429 || statusCode >= 500;
          throw fail(`status ${statusCode}`, {
            statusCode,
            isRetryable,
            retryAfterMs: readRetryAfterMs(answer.headers),
          });
        }
        const { data } = answerSchema.safeParse(parseJson(await answer.text()));
        if (data === undefined) throw fail('an answer that cannot be read');
        const [{ finish_reason: reason, message }] = data.choices;
        const usage = {
          inputTokens: data.usage?.prompt_tokens,
          cachedInputTokens: data.usage?.prompt_tokens_details?.cached_tokens,
          outputTokens: data.usage?.completion_tokens,
        };
        return { text: message.content, finishReason: reasons[reason] ?? 'other', usage, costUsd: undefined };
      } catch (error) {
        abortSignal?.throwIfAborted();
        throw LanguageModelCallError.isInstance(error) ? error : fail('no connection', { isRetryable: true });
      }
    },
  };
}

function readRetryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  return Date.parse(value) - Date.parse(headers.get('date') ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('a provider written by hand', () => {
  testLmProvider({
    describe,
    it,
    async createProvider({ replies, apiKey }) {
      const server = await startScriptedModelServer({ replies });
      return { provider: chatProvider(server.url, apiKey), close: () => server.close() };
    },
  });
});
