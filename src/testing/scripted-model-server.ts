import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the server does with one request. */
export type ScriptedReply = {
  /** Milliseconds to wait first; ended early by `close` and by a client that goes away. @default 0 */
  readonly delayMs?: number | undefined;
} & (
  | {
      /** What the model writes. @default '' */
      readonly text?: string | undefined;
      /** Tools the model calls; `input` is sent as JSON, a string is sent as it is. @default none */
      readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[] | undefined;
      /** Tokens the answer is said to have cost; `null` says nothing. @default 100 in, 10 out */
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | null | undefined;
      /** @default 'tool_calls' when there are some, else 'stop' */
      readonly finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter' | undefined;
    }
  | {
      /** HTTP status of a failure, such as 429 or 500. */
      readonly status: number;
      /** @default 'scripted failure' */
      readonly message?: string | undefined;
      /** Headers, such as `retry-after-ms`, which says when to try again. */
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
  | {
      /** Ends the connection without an answer, or in the middle of one. */
      readonly drop: 'before-answer' | 'within-answer';
    }
);

/** One request the server got. */
export type ScriptedRequest = {
  /** Path of the request, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed JSON body; text that is not JSON is kept as it is. */
  readonly body: unknown;
};

/** A running server. */
export type ScriptedModelServer = {
  /** Base URL for a client, such as `http://127.0.0.1:40000/v1`. */
  readonly url: string;
  /** Every request so far, in the order they arrived. */
  readonly requests: readonly ScriptedRequest[];
  /** Ends every connection and stops listening; safe to call twice. */
  close(): Promise<void>;
};

/** Script of a {@link ScriptedModelServer}. */
export type ScriptedModelServerOptions = {
  /**
   * The replies in order; a request after the last is refused with status 400. A function is asked for each
   * request, counted from 0.
   */
  readonly replies: readonly ScriptedReply[] | ((request: ScriptedRequest, index: number) => ScriptedReply);
};

/**
 * Starts an HTTP server on this machine that speaks the chat-completions protocol of OpenAI and replies from a
 * script, so that what talks to a model can be tested over a real connection. It does not stream.
 */
export async function startScriptedModelServer({
  replies,
}: ScriptedModelServerOptions): Promise<ScriptedModelServer> {
  const requests: ScriptedRequest[] = [];
  const end = new AbortController();
  const server = createServer((incoming, response) => {
    // A client that goes away while it is answered is no failure of the server.
    answer(incoming, response).catch(() => response.destroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = parseJson(await readText(incoming));
    const request = { path: incoming.url ?? '', headers: incoming.headers, body };
    const index = requests.push(request) - 1;
    const reply = (typeof replies === 'function' ? replies(request, index) : replies[index]) ?? exhausted;
    if (reply.delayMs !== undefined) await delay(reply.delayMs, undefined, { signal: endOf(response, end) });
    send(response, reply, index);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      end.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const exhausted: ScriptedReply = { status: 400, message: 'The script has no reply left.' };

function send(response: ServerResponse, reply: ScriptedReply, index: number): void {
  if ('drop' in reply) {
    if (reply.drop === 'before-answer') {
      response.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":', () => response.destroy());
    return;
  }
  if ('status' in reply) {
    const { status, headers, message = 'scripted failure' } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { message, type: 'scripted', param: null, code: null } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(createCompletion(reply, index)));
}

function createCompletion(
  reply: Exclude<ScriptedReply, { readonly status: number } | { readonly drop: string }>,
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
      },
    }),
  };
}

function endOf(response: ServerResponse, end: AbortController): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, end.signal]);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
