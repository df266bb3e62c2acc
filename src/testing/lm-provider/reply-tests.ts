import assert from 'node:assert/strict';
import { createRequest, type LmProviderTest, type LmProviderTests } from './provider-tests.ts';

const texts: readonly string[] = [
  'Hello',
  '',
  ' \n\t',
  'CRLF\r\nno end',
  '```python\nprint("```")\n```\n',
  '\ufeffÄ 漢字 🎉 \u2028 \\u0000 <|endoftext|>',
  '{"text": "../../etc/passwd"}',
];

/** What comes back from a model that answers. */
export const replyTests: LmProviderTests = {
  'says who it is': {
    replies: [],
    async run({ specificationVersion, name, modelId }) {
      assert.equal(specificationVersion, 'v1');
      for (const text of [name, modelId]) assert.ok(typeof text === 'string' && text !== '');
    },
  },

  'gives the text as it is': {
    replies: texts.map((text) => ({ text })),
    async run(provider) {
      for (const [index, text] of texts.entries()) {
        assert.equal((await provider.complete(createRequest(index))).text, text);
      }
    },
  },

  'gives ten megabytes': endsWith({ text: 'x'.repeat(10_000_000) }, async ({ text }) => {
    assert.equal(text.length, 10_000_000);
  }),

  'says that a text is whole': endsWith({ finishReason: 'stop' }, async ({ finishReason }) => {
    assert.equal(finishReason, 'stop');
  }),

  'says that a text was cut off': endsWith({ finishReason: 'length' }, async ({ finishReason }) => {
    assert.equal(finishReason, 'length');
  }),

  'says that a text was filtered': endsWith({ finishReason: 'content_filter' }, async ({ finishReason }) => {
    assert.equal(finishReason, 'content-filter');
  }),

  'tells the tokens': endsWith(
    { usage: { inputTokens: 7, cachedInputTokens: 5, outputTokens: 3 } },
    async ({ usage, costUsd }) => {
      assert.deepEqual([usage.inputTokens, usage.outputTokens], [7, 3]);
      assert.ok([undefined, 5].includes(usage.cachedInputTokens), 'all tokens that were cached, or nothing');
      assert.ok(costUsd === undefined || (Number.isFinite(costUsd) && costUsd >= 0));
    },
  ),

  'guesses neither tokens nor cost': endsWith({ usage: null }, async ({ usage, costUsd }) => {
    assert.deepEqual([usage.inputTokens, usage.outputTokens, costUsd], [undefined, undefined, undefined]);
  }),

  'leaves the request as it is': {
    replies: [{ text: 'fine' }],
    async run(provider) {
      const messages = createRequest().messages.map((message) => Object.freeze({ ...message }));
      const request = { messages: Object.freeze(messages), temperature: 0.5, maxOutputTokens: 100, seed: 1 };
      assert.equal((await provider.complete(Object.freeze(request))).text, 'fine');
    },
  },

  'answers calls that overlap': {
    replies: ['one', 'two', 'three', 'four'].map((text) => ({ text, delayMs: 5 })),
    async run(provider) {
      const replies = await Promise.all([1, 2, 3, 4].map((seed) => provider.complete(createRequest(seed))));
      const found = new Set(replies.map(({ text }) => text));
      assert.deepEqual(found, new Set(['one', 'two', 'three', 'four']));
    },
  },
};

function endsWith(
  reply: LmProviderTest['replies'][number],
  check: (reply: Awaited<ReturnType<Parameters<LmProviderTest['run']>[0]['complete']>>) => Promise<void>,
): LmProviderTest {
  return {
    replies: [reply],
    run: async (provider) => check(await provider.complete(createRequest())),
  };
}
