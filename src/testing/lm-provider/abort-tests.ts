import assert from 'node:assert/strict';
import type { LmProvider } from '../../providers/lm-provider.ts';
import { createRequest, type LmProviderTests } from './provider-tests.ts';

const reason = new Error('the caller has seen enough');

/** What an abort does. */
export const abortTests: LmProviderTests = {
  'makes no call once aborted': {
    replies: [{ text: 'first' }],
    async run(provider) {
      await expectAbort(provider, AbortSignal.abort(reason));
      assert.equal((await provider.complete(createRequest())).text, 'first');
    },
  },

  'ends with the reason of an abort before the answer': {
    replies: [{ text: 'late', delayMs: 600_000 }],
    run: async (provider) => expectAbort(provider, abortSoon()),
  },

  'ends with the reason of an abort within the answer': {
    replies: [{ text: 'half', bodyDelayMs: 600_000 }],
    run: async (provider) => expectAbort(provider, abortSoon()),
  },

  'answers though another call is aborted': {
    replies: [
      { text: 'one', delayMs: 100 },
      { text: 'two', delayMs: 100 },
    ],
    async run(provider) {
      const [reply] = await Promise.all([
        provider.complete(createRequest(1)),
        expectAbort(provider, abortSoon()),
      ]);
      assert.notEqual(reply.text, '');
    },
  },
};

async function expectAbort(provider: LmProvider, abortSignal: AbortSignal): Promise<void> {
  const ending: unknown = await provider
    .complete(createRequest(), { abortSignal })
    .catch((error: unknown) => error);
  assert.equal(ending, reason);
}

function abortSoon(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 30);
  return controller.signal;
}
