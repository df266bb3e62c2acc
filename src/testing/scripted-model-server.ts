import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createBody, type ScriptedReply } from './scripted-reply.ts';

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
    await send(response, reply, { index, signal: endOf(response, end) });
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

async function send(
  response: ServerResponse,
  reply: ScriptedReply,
  { index, signal }: { readonly index: number; readonly signal: AbortSignal },
): Promise<void> {
  const headers = { 'content-type': 'application/json', ...reply.headers };
  if ('drop' in reply) {
    if (reply.drop === 'before-answer') {
      response.destroy();
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': '1000' });
    response.write('{"id":', () => response.destroy());
    return;
  }
  const body = createBody(reply, index);
  response.writeHead('status' in reply ? reply.status : 200, headers);
  if (reply.bodyDelayMs === undefined) {
    response.end(body);
    return;
  }
  const half = Math.ceil(body.length / 2);
  response.write(body.slice(0, half));
  await delay(reply.bodyDelayMs, undefined, { signal });
  response.end(body.slice(half));
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
