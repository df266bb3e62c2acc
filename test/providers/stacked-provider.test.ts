import {
  Budget,
  BudgetExceededError,
  InvalidArgumentError,
  type LmProvider,
  stackedProvider,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';
import { describe, expect, it } from 'vitest';
import { toLmProvider } from '../../src/providers/to-lm-provider.ts';
import { ask, createDirectory, listFiles, prices, startModel } from './support.ts';

const atOnce = { 'retry-after-ms': '1' };
const retries = { initialDelayMs: 1 };

describe('stackedProvider', () => {
  it('keeps, limits, repeats and pays, each attempt for itself', async () => {
    const usage = { inputTokens: 1000, outputTokens: 0 };
    const { server, provider: inner } = await startModel(
      (_, index) => {
        if (index < 3) return index === 0 ? { drop: 'within-answer' } : { status: 429, headers: atOnce };
        return { text: `${index}`, usage, delayMs: 10 };
      },
      { prices },
    );
    const underWay = { now: 0, most: 0 };
    const counting: LmProvider = {
      ...inner,
      async complete(...call) {
        underWay.now += 1;
        underWay.most = Math.max(underWay.most, underWay.now);
        return inner.complete(...call).finally(() => (underWay.now -= 1));
      },
    };
    const budget = new Budget({ maxCostUsd: 1000 });
    const cacheDirectory = await createDirectory();
    const options = { budget, retries, concurrency: 2, maxOutputTokens: 100, cacheDirectory };
    const provider = stackedProvider(counting, options);
    const requests = Array.from({ length: 6 }, (_, index) => ask(`${index}`));
    const replies = await Promise.all(requests.map((request) => provider.complete(request)));
    expect(replies.map(({ costUsd }) => costUsd)).toEqual([1, 1, 1, 1, 1, 1]);
    expect([server.requests.length, underWay.most]).toEqual([9, 2]);
    // Six replies, and all that was set aside for the one that broke off.
    expect(budget.spentUsd).toBeCloseTo(6 + 0.033 + 1);
    expect(await listFiles(cacheDirectory)).toHaveLength(6);
    const again = await Promise.all(requests.map((request) => provider.complete(request)));
    expect(again.map(({ costUsd }) => costUsd)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(server.requests).toHaveLength(9);
  });

  it('does not repeat what the budget refuses, and goes on from the cache', async () => {
    const model = scriptedProvider(() => ({ costUsd: 1 }), { prices });
    const cacheDirectory = await createDirectory();
    const stack = (maxCostUsd: number): ReturnType<typeof stackedProvider> =>
      stackedProvider(model, { budget: new Budget({ maxCostUsd }), cacheDirectory, maxOutputTokens: 90 });
    const poor = stack(2);
    await poor.complete(ask('a'));
    await poor.complete(ask('b'));
    await expect(poor.complete(ask('c'))).rejects.toThrow(BudgetExceededError);
    const rich = stack(1);
    await rich.complete(ask('a'));
    await rich.complete(ask('c'));
    expect(model.requests).toHaveLength(3);
  });

  it('only repeats when nothing else is asked for', async () => {
    const { server, model } = await startModel([{ status: 500, headers: atOnce }, { text: 'Hi' }]);
    expect((await stackedProvider(model, { retries, prices }).complete(ask('?'))).costUsd).toBeCloseTo(0.2);
    expect(server.requests[1]?.body).toEqual({ model: 'small-model', messages: ask('?').messages });
  });

  it('refuses prices for a provider, which knows its own', () => {
    expect(() => stackedProvider(scriptedProvider([]), { prices })).toThrow(InvalidArgumentError);
  });
});

describe('what stages ask', () => {
  it('is a provider as it is', () => {
    const provider = scriptedProvider([]);
    expect(toLmProvider(provider)).toBe(provider);
  });

  it('is a model of the AI SDK with retries', async () => {
    const { server, model } = await startModel([{ status: 500, headers: atOnce }, { text: 'Hi' }]);
    const provider = toLmProvider(model);
    expect(await provider.complete(ask('?'))).toMatchObject({ text: 'Hi', costUsd: undefined });
    expect([provider.name, provider.modelId, server.requests.length]).toEqual([
      'scripted.chat',
      'small-model',
      2,
    ]);
  });

  it.each(['gpt-large', undefined, {}])('is not %j', (value) => {
    expect(() => toLmProvider(value as never)).toThrow('an `LmProvider`, or a model of the AI SDK');
  });
});
