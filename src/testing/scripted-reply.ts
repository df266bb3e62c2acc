/** What the server does with one request. */
export type ScriptedReply = {
  /** Milliseconds to wait first; ended early by `close` and by a client that goes away. @default 0 */
  readonly delayMs?: number | undefined;
  /** Milliseconds between the first half of the body and the rest. @default 0 */
  readonly bodyDelayMs?: number | undefined;
  /** Headers, such as `retry-after`, which says when to try again. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
} & (
  | {
      /** What the model writes. @default '' */
      readonly text?: string | undefined;
      /** Tools the model calls; `input` is sent as JSON, a string is sent as it is. @default none */
      readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[] | undefined;
      /** Tokens the answer is said to have cost; `null` says nothing. @default 100 in, 10 out */
      readonly usage?: ScriptedUsage | null | undefined;
      /** @default 'tool_calls' when there are some, else 'stop' */
      readonly finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter' | undefined;
    }
  | {
      /** HTTP status of a failure, such as 429 or 500. */
      readonly status: number;
      /** @default 'scripted failure' */
      readonly message?: string | undefined;
    }
  | {
      /** The whole body, sent as it is with status 200: what no model should answer. */
      readonly body: string;
    }
  | {
      /** Ends the connection without an answer, or in the middle of one. */
      readonly drop: 'before-answer' | 'within-answer';
    }
);

/** Tokens an answer is said to have cost. */
export type ScriptedUsage = {
  readonly inputTokens: number;
  /** Those of `inputTokens` that were cached. @default not told */
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens: number;
};

/** The body of an answer. */
export function createBody(reply: Exclude<ScriptedReply, { readonly drop: string }>, index: number): string {
  if ('body' in reply) return reply.body;
  if (!('status' in reply)) return JSON.stringify(createCompletion(reply, index));
  const { message = 'scripted failure' } = reply;
  return JSON.stringify({ error: { message, type: 'scripted', param: null, code: null } });
}

function createCompletion(
  reply: Exclude<
    ScriptedReply,
    { readonly status: number } | { readonly drop: string } | { readonly body: string }
  >,
  index: number,
): unknown {
  const { text = '', toolCalls = [], usage = { inputTokens: 100, outputTokens: 10 } } = reply;
  const calls = toolCalls.map(({ name, input }, place) => ({
    id: `call-${index}-${place}`,
    type: 'function',
    function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
  }));
  return {
    id: `completion-${index}`,
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls: calls }) },
        finish_reason: reply.finishReason ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
      },
    ],
    ...(usage !== null && {
      usage: {
        prompt_tokens: usage.inputTokens,
        completion_tokens: usage.outputTokens,
        total_tokens: usage.inputTokens + usage.outputTokens,
        ...(usage.cachedInputTokens !== undefined && {
          prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
        }),
      },
    }),
  };
}
