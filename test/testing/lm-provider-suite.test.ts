import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { LanguageModelCallError } from '../../src/errors/language-model-call-error.ts';
import { aiSdkProvider } from '../../src/providers/ai-sdk-provider.ts';
import type { LmProvider } from '../../src/providers/lm-provider.ts';
import { retryingProvider } from '../../src/providers/retrying-provider.ts';
import { testLmProvider, type TestLmProviderOptions } from '../../src/testing/lm-provider-suite.ts';
import { startScriptedModelServer } from '../../src/testing/scripted-model-server.ts';

type Change = (provider: LmProvider, apiKey: string) => Partial<LmProvider>;

/** Runs no tests but keeps them by name; the provider differs from a good one in what `change` returns. */
function collect(change: Change, skip?: TestLmProviderOptions['skip']) {
  const tests = new Map<string, () => Promise<void>>();
  const skipped: string[] = [];
  testLmProvider({
    describe: (_name, body) => {
      body();
    },
    it: Object.assign((name: string, body: () => Promise<void>) => tests.set(name, body), {
      skip: (name: string) => skipped.push(name),
    }),
    createProvider: async ({ replies, apiKey }) => {
      const server = await startScriptedModelServer({ replies });
      const model = createOpenAICompatible({ name: 'suite', baseURL: server.url, apiKey })('m');
      const provider = aiSdkProvider(model);
      return { provider: { ...provider, ...change(provider, apiKey) }, close: () => server.close() };
    },
    skip,
  });
  return { tests, skipped };
}

/** Changes the reply. */
const replying =
  (change: (reply: Awaited<ReturnType<LmProvider['complete']>>) => object): Change =>
  (provider) => ({
    complete: async (request, options) => {
      const reply = await provider.complete(request, options);
      return { ...reply, ...change(reply) };
    },
  });

/** Changes the error. */
const failing =
  (change: (error: LanguageModelCallError, apiKey: string) => Error): Change =>
  (provider, apiKey) => ({
    complete: async (request, options) => {
      try {
        return await provider.complete(request, options);
      } catch (error) {
        throw LanguageModelCallError.isInstance(error) ? change(error, apiKey) : error;
      }
    },
  });

const changed = (
  { model, statusCode, isRetryable, retryAfterMs, mayHaveCost }: LanguageModelCallError,
  facts: Partial<Pick<LanguageModelCallError, 'isRetryable' | 'retryAfterMs' | 'mayHaveCost'>>,
): Error => {
  const kept = { model, statusCode, isRetryable, retryAfterMs, mayHaveCost };
  return new LanguageModelCallError({ ...kept, reason: 'changed', remedy: 'None.', ...facts });
};

const changes: Readonly<Record<string, Change>> = {
  'says who it is': () => ({ name: '' }),
  'gives the text as it is': replying(({ text }) => ({ text: text.trim() })),
  'gives ten megabytes': replying(({ text }) => ({ text: text.slice(0, 1_000_000) })),
  'says that a text is whole': replying(() => ({ finishReason: 'other' })),
  'says that a text was cut off': replying(() => ({ finishReason: 'stop' })),
  'says that a text was filtered': replying(() => ({ finishReason: 'stop' })),
  'tells the tokens': replying(() => ({ usage: { inputTokens: 0, outputTokens: 0 } })),
  'guesses neither tokens nor cost': replying(({ costUsd = 0 }) => ({ costUsd })),
  'leaves the request as it is': (provider) => ({
    complete: (request, options) => provider.complete(Object.assign(request, { seed: 2 }), options),
  }),
  'answers calls that overlap': (provider) => {
    let reply: ReturnType<LmProvider['complete']> | undefined;
    return { complete: (request) => (reply ??= provider.complete(request)) };
  },
  'tells failures that may pass': failing((error) => changed(error, { isRetryable: false })),
  'tells failures that stay': failing((error) => changed(error, { isRetryable: true })),
  'tells a connection that broke, which may have cost something': failing((error) =>
    changed(error, { mayHaveCost: false }),
  ),
  'tells an answer nobody can read': failing(() => new Error('unreadable')),
  'tells when to call again': failing((error) => changed(error, { retryAfterMs: undefined })),
  'makes one call': (provider) => retryingProvider(provider, { initialDelayMs: 1 }),
  'shows its key to nobody': failing((error, apiKey) => Object.assign(error, { cause: new Error(apiKey) })),
  'makes no call once aborted': (provider) => ({ complete: (request) => provider.complete(request) }),
  'ends with the reason of an abort before the answer': (provider) => ({
    complete: async (request, options) =>
      provider.complete(request, options).catch(() => Promise.reject(new Error('aborted'))),
  }),
  'ends with the reason of an abort within the answer': (provider) => ({
    complete: async (request, options) =>
      provider.complete(request, options).catch(() => Promise.reject(new Error('aborted'))),
  }),
  'answers though another call is aborted': (provider) => {
    const calls: (() => void)[] = [];
    return {
      complete: async (request, options) => {
        const controller = new AbortController();
        calls.push(() => controller.abort(new Error('with the other')));
        options?.abortSignal?.addEventListener('abort', () => {
          for (const abort of calls) abort();
        });
        return provider.complete(request, { abortSignal: controller.signal });
      },
    };
  },
};

describe('testLmProvider', () => {
  it('has a test for each promise', () => {
    expect([...collect(() => ({})).tests.keys()].sort()).toEqual(Object.keys(changes).sort());
  });

  it.each(Object.entries(changes))('finds a provider that breaks the promise: %s', async (name, change) => {
    await expect(collect(change).tests.get(name)?.()).rejects.toThrow();
  });

  it('leaves out what cannot pass, with the reason, and no more', () => {
    const { tests, skipped } = collect(() => ({}), [{ reason: 'it retries', tests: ['makes one call'] }]);
    expect(skipped).toEqual(['makes one call (it retries)']);
    expect(tests.size).toBe(Object.keys(changes).length - 1);
    expect(() => collect(() => ({}), [{ reason: 'none', tests: ['no such test'] }])).toThrow(
      InvalidArgumentError,
    );
  });
});
