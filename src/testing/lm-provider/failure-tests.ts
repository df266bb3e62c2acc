import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { LanguageModelCallError } from '../../errors/language-model-call-error.ts';
import type { LmProvider } from '../../providers/lm-provider.ts';
import type { ScriptedReply } from '../scripted-reply.ts';
import { createRequest, type LmProviderTests, suiteKey } from './provider-tests.ts';

const date = 'Wed, 21 Oct 2015 07:28:00 GMT';
const later = 'Wed, 21 Oct 2015 07:28:30 GMT';
const echo = `Authorization: Bearer ${suiteKey}, at https://host/v1?key=${suiteKey}, ${suiteKey} is odd`;
const echoes: readonly ScriptedReply[] = [
  ...[400, 401, 403, 404, 429, 500].map((status) => ({
    status,
    message: echo,
    headers: { 'x-echo': suiteKey },
  })),
  { body: echo },
  { body: JSON.stringify({ error: { message: echo } }) },
];
const unreadable = ['', 'null', '[]', '{"choices":', '<html>', '\0'];

/** What comes back from a model that does not answer. */
export const failureTests: LmProviderTests = {
  'tells failures that may pass': {
    replies: [429, 500, 502, 503].map((status) => ({ status })),
    async run(provider) {
      for (const statusCode of [429, 500, 502, 503]) {
        const error = await fail(provider);
        assert.deepEqual([error.statusCode, error.isRetryable, error.mayHaveCost], [statusCode, true, false]);
      }
    },
  },

  'tells failures that stay': {
    replies: [400, 401, 403, 404].map((status) => ({ status })),
    async run(provider) {
      for (const statusCode of [400, 401, 403, 404]) {
        const error = await fail(provider);
        assert.deepEqual(
          [error.statusCode, error.isRetryable, error.mayHaveCost],
          [statusCode, false, false],
        );
      }
    },
  },

  'tells a connection that broke, which may have cost something': {
    replies: [{ drop: 'before-answer' }, { drop: 'within-answer' }],
    async run(provider) {
      for (const error of [await fail(provider), await fail(provider)]) {
        assert.deepEqual([error.isRetryable, error.mayHaveCost], [true, true]);
      }
    },
  },

  'tells an answer nobody can read': {
    replies: unreadable.map((body) => ({ body })),
    async run(provider) {
      for (const body of unreadable) assert.ok((await fail(provider)).mayHaveCost, `the body ${body}`);
    },
  },

  'tells when to call again': {
    replies: [
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 503, headers: { 'retry-after': later, date } },
      { status: 429 },
    ],
    async run(provider) {
      assert.equal((await fail(provider)).retryAfterMs, 7000);
      assert.equal((await fail(provider)).retryAfterMs, 30_000);
      assert.equal((await fail(provider)).retryAfterMs, undefined);
    },
  },

  'makes one call': {
    replies: [{ status: 500, headers: { 'retry-after-ms': '1' } }, { text: 'second' }],
    async run(provider) {
      await fail(provider);
      assert.equal((await provider.complete(createRequest())).text, 'second');
    },
  },

  'shows its key to nobody': {
    replies: echoes,
    async run(provider) {
      const errors = await Promise.all(echoes.map((_, index) => fail(provider, index)));
      for (const value of [...errors, provider]) expectNoKey(value);
    },
  },
};

async function fail(provider: LmProvider, seed?: number): Promise<LanguageModelCallError> {
  const error: unknown = await provider.complete(createRequest(seed)).then(
    ({ text }) => assert.fail(`There was a reply: ${text.slice(0, 100)}`),
    (reason: unknown) => reason,
  );
  if (!LanguageModelCallError.isInstance(error)) throw error;
  assert.equal(error.model, provider.modelId);
  return error;
}

function expectNoKey(value: unknown): void {
  const shown = `${inspect(value, { depth: 20, showHidden: true, getters: true })}${JSON.stringify(value)}`;
  assert.ok(!shown.includes(suiteKey.slice(3)), 'the key is shown');
}
