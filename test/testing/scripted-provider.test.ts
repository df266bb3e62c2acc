import { describe, expect, it } from 'vitest';
import type { LmRequest } from '../../src/providers/lm-provider.ts';
import { scriptedProvider } from '../../src/testing/scripted-provider.ts';

const ask = (content: string): LmRequest => ({ messages: [{ role: 'user', content }] });

describe('scriptedProvider', () => {
  it('answers in order with texts, replies and errors, and refuses what comes after', async () => {
    const error = new Error('as told');
    const provider = scriptedProvider(['Hello', { finishReason: 'length', costUsd: 3 }, error]);
    expect(await provider.complete(ask('a'))).toEqual({
      text: 'Hello',
      finishReason: 'stop',
      usage: { inputTokens: 100, outputTokens: 10 },
      costUsd: undefined,
    });
    expect(await provider.complete(ask('b'))).toMatchObject({ text: '', finishReason: 'length', costUsd: 3 });
    await expect(provider.complete(ask('c'))).rejects.toBe(error);
    await expect(provider.complete(ask('d'))).rejects.toMatchObject({
      code: 'LANGUAGE_MODEL_CALL',
      isRetryable: false,
    });
    expect(provider.requests).toEqual(['a', 'b', 'c', 'd'].map(ask));
  });

  it('asks a function for each answer, which costs what its tokens do', async () => {
    const prices = { inputPerMillionTokensUsd: 1000, outputPerMillionTokensUsd: 10_000 };
    const provider = scriptedProvider(async ({ messages }, index) => `${index} ${messages[0]?.content}`, {
      name: 'n',
      modelId: 'm',
      prices,
    });
    await provider.complete(ask('a'));
    expect(await provider.complete(ask('b'))).toMatchObject({ text: '1 b', costUsd: 0.2 });
    expect(provider).toMatchObject({ specificationVersion: 'v1', name: 'n', modelId: 'm', prices });
  });

  it('ends with the reason of an abort, at once', async () => {
    const provider = scriptedProvider(async () => new Promise(() => undefined));
    const controller = new AbortController();
    const reason = new Error('enough');
    const ending = expect(provider.complete(ask('a'), { abortSignal: controller.signal })).rejects.toBe(
      reason,
    );
    controller.abort(reason);
    await ending;
    await expect(provider.complete(ask('b'), { abortSignal: controller.signal })).rejects.toBe(reason);
    expect(provider.requests).toEqual([ask('a')]);
  });
});
