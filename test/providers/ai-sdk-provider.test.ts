import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { inspect } from 'node:util';
import {
  aiSdkProvider,
  type AiSdkLanguageModel,
  InvalidArgumentError,
  LanguageModelCallError,
} from 'bugsmith';
import type { ScriptedReply } from 'bugsmith/testing';
import { describe, expect, it, vi } from 'vitest';
import { apiKey, ask, connect, prices, startModel } from './support.ts';

async function fail(promise: Promise<unknown>): Promise<LanguageModelCallError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!LanguageModelCallError.isInstance(error)) return expect.unreachable(inspect(error));
  return error;
}

describe('aiSdkProvider', () => {
  it('asks as the request says', async () => {
    const { server, provider } = await startModel([{ text: 'one' }, { text: 'two' }]);
    await provider.complete({
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Yes?' },
        { role: 'user', content: 'ü' },
      ],
      temperature: 0.25,
      maxOutputTokens: 77,
      seed: 3,
    });
    await provider.complete(ask('plain'));
    expect(server.requests.map(({ body }) => body)).toEqual([
      {
        model: 'small-model',
        temperature: 0.25,
        max_tokens: 77,
        seed: 3,
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Yes?' },
          { role: 'user', content: 'ü' },
        ],
      },
      { model: 'small-model', messages: [{ role: 'user', content: 'plain' }] },
    ]);
    expect(server.requests[0]?.headers['authorization']).toBe(`Bearer ${apiKey}`);
    expect([provider.name, provider.modelId]).toEqual(['scripted.chat', 'small-model']);
  });

  it.each([
    ['all at the full price', { inputTokens: 1000, outputTokens: 20 }, prices, 1.2],
    [
      'cached ones cheaper',
      { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 0 },
      { ...prices, cachedInputPerMillionTokensUsd: 100 },
      0.19,
    ],
    [
      'cached ones at the full price',
      { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 0 },
      prices,
      1,
    ],
    [
      'more cached ones than there are',
      { inputTokens: 10, cachedInputTokens: 900, outputTokens: 0 },
      { ...prices, cachedInputPerMillionTokensUsd: 100 },
      0.001,
    ],
    ['nothing', { inputTokens: 0, outputTokens: 0 }, prices, 0],
  ])('tells what the tokens cost: %s', async (_, usage, given, costUsd) => {
    const { provider } = await startModel([{ text: 'Hi', usage }], { prices: given });
    expect((await provider.complete(ask('?'))).costUsd).toBeCloseTo(costUsd, 12);
    expect(provider.prices).toEqual(given);
  });

  it.each([
    ['without prices', { inputTokens: 5, outputTokens: 5 }, undefined],
    ['without tokens', null, prices],
    ['with tokens that are none', { inputTokens: -1_000_000, outputTokens: 5 }, prices],
  ])('does not know the cost %s', async (_, usage, given) => {
    const { provider } = await startModel([{ usage }], given && { prices: given });
    expect(await provider.complete(ask('?'))).toMatchObject({ costUsd: undefined });
  });

  it('ends a call that takes too long, in whatever part', async () => {
    const replies: ScriptedReply[] = [{ delayMs: 600_000 }, { text: 'half', bodyDelayMs: 600_000 }];
    const { model } = await startModel(replies);
    const provider = aiSdkProvider(model, { timeoutMs: 100 });
    for (const error of [await fail(provider.complete(ask('?'))), await fail(provider.complete(ask('?')))]) {
      expect(error).toMatchObject({ isRetryable: true, mayHaveCost: true });
      expect(error.message).toContain('no whole reply within 100 ms');
    }
  });

  it('ends with an abort though the model does not', async () => {
    const { model } = await startModel([]);
    const deaf: AiSdkLanguageModel = Object.assign(Object.create(model) as AiSdkLanguageModel, {
      doGenerate: async () => new Promise(() => undefined),
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 20);
    const asking = aiSdkProvider(deaf).complete(ask('?'), { abortSignal: controller.signal });
    await expect(asking).rejects.toBe(reason);
  });

  it('waits for a slow answer', async () => {
    const { provider } = await startModel([{ text: 'slow but whole', bodyDelayMs: 50 }]);
    expect((await provider.complete(ask('?'))).text).toBe('slow but whole');
  });

  it('prints no warnings of the model', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { model } = await startModel([{ text: 'Hi' }]);
    const warning: AiSdkLanguageModel = Object.assign(Object.create(model) as AiSdkLanguageModel, {
      doGenerate: async (options: never) => ({
        ...((await model.doGenerate(options)) as object),
        warnings: [{ type: 'unsupported', feature: 'seed' }],
      }),
    });
    expect((await aiSdkProvider(warning).complete(ask('?', { seed: 1 }))).text).toBe('Hi');
    expect([emitWarning.mock.calls, warn.mock.calls]).toEqual([[], []]);
    vi.restoreAllMocks();
  });
});

describe('a call that fails', () => {
  it('cannot have cost anything when nothing listens', async () => {
    const { server, provider } = await startModel([]);
    await server.close();
    expect(await fail(provider.complete(ask('?')))).toMatchObject({
      statusCode: undefined,
      isRetryable: true,
      mayHaveCost: false,
    });
  });

  it('may help to repeat when the answer ends in the middle', async () => {
    const { provider } = await startModel([{ body: '{"choices": [{"mess' }, { body: '{"choices": 1}' }]);
    const [cut, wrong] = [await fail(provider.complete(ask('?'))), await fail(provider.complete(ask('?')))];
    expect([cut.isRetryable, wrong.isRetryable]).toEqual([true, false]);
    expect(cut.message).toContain('ends in the middle');
  });

  it('says when to call again by the clock given, when the answer has none', async () => {
    const headers = { 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT' };
    const { server } = await startModel([
      { status: 429, headers },
      { status: 429, headers: { 'retry-after': 'soon' } },
    ]);
    const model = createOpenAICompatible({
      name: 'scripted',
      baseURL: server.url,
      fetch: async (...request) => {
        const answer = await fetch(...request);
        const kept = [...answer.headers].filter(([name]) => name !== 'date');
        return new Response(answer.body, { status: answer.status, headers: kept });
      },
    })('small-model');
    const provider = aiSdkProvider(model, { now: () => new Date('2015-10-21T07:28:00Z') });
    expect((await fail(provider.complete(ask('?')))).retryAfterMs).toBe(30_000);
    expect((await fail(provider.complete(ask('?')))).retryAfterMs).toBeUndefined();
  });

  it('shows no more than the start of a long message', async () => {
    const { provider } = await startModel([{ status: 400, message: 'too long '.repeat(1_200_000) }]);
    expect((await fail(provider.complete(ask('?')))).message.length).toBeLessThan(600);
  });
});

describe('what may hold a key', () => {
  const keys = [
    apiKey,
    'hunter2-and-more',
    'AIzaSyD4fH_x-9qRt',
    'a8f5f167f44f4964e6c998dee827110c',
    'eyJhbGciOi.eyJzdWIi.s1gn',
  ];
  const places: readonly ((key: string) => string)[] = [
    (key) => `Incorrect API key provided: ${key}.`,
    (key) => `{"headers":{"authorization":"Bearer ${key}","x-api-key":"${key}"}}`,
    (key) => `no route for https://host/${key}/v1?key=${key}#${key}`,
    (key) => `https://user:${key}@host/v1 answered nothing`,
    (key) => `${key}\n${key}`,
  ];

  it.each(keys)('is not shown: %s', async (key) => {
    const replies = places.flatMap((place) =>
      [400, 404, 429, 500].map((status) => ({ status, message: place(key) })),
    );
    const { provider } = await startModel(replies);
    for (const { status, message } of replies) {
      const error = await fail(provider.complete(ask('?')));
      expect(error.statusCode).toBe(status);
      expect(inspect(error, { depth: 20, showHidden: true }), message).not.toContain(key);
      expect(error.cause).toBeUndefined();
    }
  });

  it('is not shown when it is a word: a refused key is not quoted', async () => {
    const { provider } = await startModel(
      [401, 403].map((status) => ({ status, message: 'not opensesame' })),
    );
    for (const error of [await fail(provider.complete(ask('?'))), await fail(provider.complete(ask('?')))]) {
      expect(error.message).toContain('Check the key');
      expect(error.message).not.toContain('opensesame');
    }
  });

  it('is not shown when it is part of the address', async () => {
    const { server } = await startModel([]);
    await server.close();
    for (const url of [
      `${server.url}/${apiKey}`,
      `${server.url}?key=${apiKey}`,
      `http://u:${apiKey}@127.0.0.1:1/`,
    ]) {
      const error = await fail(aiSdkProvider(connect(url)).complete(ask('?')));
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(apiKey);
    }
  });

  it('leaves readable what a provider says', async () => {
    const message =
      "This model's maximum context length is 131072 tokens, but you sent 140001. See the `max_tokens` of gpt-4o-mini.";
    const { provider } = await startModel([{ status: 400, message }]);
    expect((await fail(provider.complete(ask('?')))).message).toContain(message.replace(/\.$/, ''));
  });
});

describe('misuse', () => {
  it.each([
    ['a name', 'gpt-large'],
    ['a provider of the SDK', createOpenAICompatible({ name: 'x', baseURL: 'http://127.0.0.1', apiKey })],
    ['an object', { config: { apiKey }, modelId: 'x' }],
    ['nothing', undefined],
  ])('is refused without showing what was passed: %s', (_, model) => {
    try {
      aiSdkProvider(model as unknown as AiSdkLanguageModel);
      expect.unreachable();
    } catch (error) {
      expect(InvalidArgumentError.isInstance(error) && error.argument).toBe('model');
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(apiKey);
    }
  });

  it('is a price or a time that is none, or a request without messages', async () => {
    const model = connect('http://127.0.0.1:1/v1');
    const refused = (options: Parameters<typeof aiSdkProvider>[1]): void => {
      expect(() => aiSdkProvider(model, options)).toThrow(InvalidArgumentError);
    };
    refused({ prices: { ...prices, inputPerMillionTokensUsd: -1 } });
    refused({ prices: { ...prices, outputPerMillionTokensUsd: Number.NaN } });
    refused({ prices: { ...prices, cachedInputPerMillionTokensUsd: Infinity } });
    refused({ timeoutMs: 0 });
    await expect(aiSdkProvider(model).complete({ messages: [] })).rejects.toThrow('request.messages');
  });
});
