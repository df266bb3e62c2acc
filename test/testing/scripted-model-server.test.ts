import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  startScriptedModelServer,
} from '../../src/testing/scripted-model-server.ts';

async function start(replies: ScriptedModelServerOptions['replies']): Promise<ScriptedModelServer> {
  const server = await startScriptedModelServer({ replies });
  onTestFinished(() => server.close());
  return server;
}

const ask = (server: ScriptedModelServer, body: unknown = { model: 'a' }): Promise<Response> =>
  fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer secret' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('startScriptedModelServer', () => {
  it('replies in order with text, calls and tokens, and refuses what comes after', async () => {
    const server = await start([
      { text: 'Hello' },
      {
        toolCalls: [
          { name: 'run', input: { command: 'ls' } },
          { name: 'run', input: '{"comm' },
        ],
        usage: { inputTokens: 3, outputTokens: 4 },
      },
      { usage: null, finishReason: 'length' },
    ]);
    expect(await (await ask(server)).json()).toMatchObject({
      choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
    });
    expect(await (await ask(server)).json()).toMatchObject({
      choices: [
        {
          message: {
            content: '',
            tool_calls: [
              { id: 'call-1-0', type: 'function', function: { name: 'run', arguments: '{"command":"ls"}' } },
              { id: 'call-1-1', function: { arguments: '{"comm' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { total_tokens: 7 },
    });
    const third = (await (await ask(server)).json()) as Record<string, unknown>;
    expect(third).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(third).not.toHaveProperty('usage');
    const after = await ask(server);
    expect(after.status).toBe(400);
    expect(await after.json()).toMatchObject({ error: { message: 'The script has no reply left.' } });
  });

  it('records what it was sent', async () => {
    const server = await start(() => ({ text: '' }));
    await ask(server, { model: 'a', messages: [{ role: 'user', content: 'ü' }] });
    await ask(server, 'no JSON');
    expect(server.requests).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: 'Bearer secret' },
        body: { model: 'a', messages: [{ role: 'user', content: 'ü' }] },
      },
      { body: 'no JSON' },
    ]);
  });

  it('asks a function for each reply', async () => {
    const server = await start(({ body }, index) => ({ text: `${index} ${JSON.stringify(body)}` }));
    await ask(server);
    expect(await (await ask(server, { model: 'b' })).json()).toMatchObject({
      choices: [{ message: { content: '1 {"model":"b"}' } }],
    });
  });

  it('fails with a status and headers, or by ending the connection', async () => {
    const server = await start([
      { status: 429, message: 'slow down', headers: { 'retry-after': '7' } },
      { drop: 'before-answer' },
      { drop: 'within-answer' },
    ]);
    const refused = await ask(server);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await refused.json()).toMatchObject({ error: { message: 'slow down' } });
    await expect(ask(server)).rejects.toThrow('fetch failed');
    const broken = await ask(server);
    expect(broken.status).toBe(200);
    await expect(broken.text()).rejects.toThrow('terminated');
  });

  it('sends cached tokens, headers, any body, and the rest of a body later', async () => {
    const server = await start([
      {
        usage: { inputTokens: 5, cachedInputTokens: 4, outputTokens: 1 },
        headers: { 'x-request-id': '7' },
        bodyDelayMs: 20,
      },
      { body: '<html>' },
    ]);
    const slow = await ask(server);
    expect(slow.headers.get('x-request-id')).toBe('7');
    expect(await slow.json()).toMatchObject({ usage: { prompt_tokens_details: { cached_tokens: 4 } } });
    const odd = await ask(server);
    expect([odd.status, await odd.text()]).toEqual([200, '<html>']);
  });

  it('ends waiting replies when it is closed, which may be done twice', async () => {
    const server = await start([{ delayMs: 600_000, text: 'late' }]);
    const asked = expect(ask(server)).rejects.toThrow('fetch failed');
    await expect.poll(() => server.requests.length).toBe(1);
    await server.close();
    await asked;
    await server.close();
    await expect(ask(server)).rejects.toThrow('fetch failed');
  });
});
