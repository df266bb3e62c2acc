import { hash } from 'node:crypto';
import { z } from 'zod';
import type { LmProvider, LmReply, LmRequest } from './lm-provider.ts';

/** A request with its reply, as caches and recordings keep it. */
export type LmExchange = {
  /** Of the request and who was asked; see {@link hashRequest}. */
  readonly key: string;
  readonly request: LmRequest;
  readonly reply: LmReply;
};

const amount = z.number().nonnegative().optional();

const replySchema = z.object({
  text: z.string(),
  finishReason: z.enum(['stop', 'length', 'content-filter', 'other']),
  usage: z.object({ inputTokens: amount, cachedInputTokens: amount, outputTokens: amount }),
  costUsd: amount,
  earlierCall: z.object({ costUsd: amount }).optional(),
});

const exchangeSchema = z.object({ key: z.string(), reply: replySchema });

/** A hash of the whole request, the provider's name and the model's. */
export function hashRequest({ name, modelId }: LmProvider, request: LmRequest): string {
  return hash('sha256', JSON.stringify([name, modelId, request], sortFields));
}

function sortFields(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Writes an exchange as one line of JSON, without its line feed. */
export function formatExchange(exchange: LmExchange): string {
  return JSON.stringify(exchange);
}

/** Reads a line of {@link formatExchange}; `undefined` for any other text. */
export function parseExchange(text: string): Pick<LmExchange, 'key' | 'reply'> | undefined {
  const { success, data } = exchangeSchema.safeParse(parseJson(text));
  if (!success) return undefined;
  const { text: replyText, finishReason, usage, costUsd, earlierCall } = data.reply;
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  const reply: LmReply = {
    text: replyText,
    finishReason,
    usage: { inputTokens, cachedInputTokens, outputTokens },
    costUsd,
    ...(earlierCall && { earlierCall: { costUsd: earlierCall.costUsd } }),
  };
  return { key: data.key, reply };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
