import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { LmProvider } from '../providers/lm-provider.ts';
import { abortTests } from './lm-provider/abort-tests.ts';
import { failureTests } from './lm-provider/failure-tests.ts';
import { type LmProviderTest, type LmProviderTests, suiteKey } from './lm-provider/provider-tests.ts';
import { replyTests } from './lm-provider/reply-tests.ts';
import type { ScriptedReply } from './scripted-reply.ts';

/** What the model behind a provider is to do, in a test of {@link testLmProvider}. */
export type LmProviderScript = {
  /** What it does with each call, in order. */
  readonly replies: readonly ScriptedReply[];
  /** The key to make the provider with. */
  readonly apiKey: string;
};

/** A provider, with what was started for it. */
export type LmProviderUnderTest = {
  readonly provider: LmProvider;
  /** Ends what was started; called at the end of the test. */
  readonly close?: (() => Promise<void>) | undefined;
};

/** What {@link testLmProvider} needs; `describe` and `it` are those of vitest, jest or `node:test`. */
export type TestLmProviderOptions = {
  /** Groups tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Declares a test; `skip` one that is not run. */
  readonly it: ((name: string, body: () => Promise<void>) => unknown) & {
    /** Declares a test that is not run. */
    readonly skip: (name: string, body: () => Promise<void>) => unknown;
  };
  /**
   * Makes a provider whose model follows a script; called for every test. For a provider that speaks OpenAI's chat
   * completions, `startScriptedModelServer` plays the model; for others, play it in their protocol.
   */
  readonly createProvider: (script: LmProviderScript) => Promise<LmProviderUnderTest>;
  /** Tests the provider cannot pass, by name, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[] | undefined;
};

const groups: Readonly<Record<string, LmProviderTests>> = {
  replies: replyTests,
  failures: failureTests,
  aborts: abortTests,
};

/**
 * Defines tests of everything {@link LmProvider} promises. Failures are `AssertionError`s.
 *
 * @throws {InvalidArgumentError} when `skip` names a test that does not exist.
 */
export function testLmProvider(options: TestLmProviderOptions): void {
  const reasons = findReasons(options.skip ?? []);
  options.describe('language model provider', () => {
    for (const [group, tests] of Object.entries(groups)) {
      options.describe(group, () => {
        for (const [name, test] of Object.entries(tests)) {
          const reason = reasons.get(name);
          const body = (): Promise<void> => runTest(test, options);
          if (reason === undefined) options.it(name, body);
          else options.it.skip(`${name} (${reason})`, body);
        }
      });
    }
  });
}

function findReasons(skip: NonNullable<TestLmProviderOptions['skip']>): ReadonlyMap<string, string> {
  const names = new Set(Object.values(groups).flatMap((tests) => Object.keys(tests)));
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((name) => [name, reason] as const)));
  for (const name of reasons.keys()) {
    if (names.has(name)) continue;
    const expected = 'names of tests of this suite';
    throw new InvalidArgumentError({ argument: 'skip', value: name, expected });
  }
  return reasons;
}

async function runTest(
  { replies, run }: LmProviderTest,
  { createProvider }: TestLmProviderOptions,
): Promise<void> {
  const { provider, close } = await createProvider({ replies, apiKey: suiteKey });
  try {
    await run(provider);
  } finally {
    await close?.();
  }
}
