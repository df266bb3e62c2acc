import type { LmProvider, LmRequest } from '../../providers/lm-provider.ts';
import type { ScriptedReply } from '../scripted-reply.ts';

/** A test of the suite: what the model does, and what is expected of the provider. */
export type LmProviderTest = {
  readonly replies: readonly ScriptedReply[];
  readonly run: (provider: LmProvider) => Promise<void>;
};

/** Tests by name. */
export type LmProviderTests = Readonly<Record<string, LmProviderTest>>;

/** The key of every provider under test. */
export const suiteKey = 'sk-suite-9fXw2LmQ7rTz';

/** What the tests ask; another `seed` makes it another request, for a provider that keeps replies. */
export function createRequest(seed = 0): LmRequest {
  const messages = [
    { role: 'system', content: 'You are a test.' },
    { role: 'user', content: 'Hello?' },
  ] as const;
  return { messages, seed };
}
