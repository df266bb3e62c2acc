import { Budget, budgetedProvider, estimateCost, InvalidArgumentError, type LmRequest } from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';
import fc from 'fast-check';
import { countTokens as countGptTokens } from 'gpt-tokenizer';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ask, prices } from './support.ts';

/** Requests that are only made when asked for. */
async function* makeRequests(count: number, onMade?: (index: number) => void): AsyncIterable<LmRequest> {
  for (let index = 0; index < count; index += 1) {
    onMade?.(index);
    yield {
      messages: [
        { role: 'system', content: 'abcd' },
        { role: 'user', content: 'four' },
      ],
    };
  }
}

describe('estimateCost', () => {
  it('tells calls, tokens and dollars', async () => {
    const countTokens = (text: string): number => text.length * 10;
    expect(await estimateCost(makeRequests(5), { prices, countTokens, outputTokensPerCall: 30 })).toEqual({
      calls: 5,
      inputTokens: 5 * (80 + 3 * 4),
      outputTokens: 150,
      costUsd: 0.46 + 1.5,
    });
  });

  it('does not know what it costs without prices', async () => {
    const estimate = await estimateCost([ask('abcdefgh')], { outputTokensPerCall: 1 });
    expect(estimate).toEqual({ calls: 1, inputTokens: 10, outputTokens: 1, costUsd: undefined });
  });

  it('is nothing for nothing', async () => {
    const estimate = await estimateCost([], { prices, outputTokensPerCall: 1 });
    expect(estimate).toEqual({ calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 });
  });

  it('ends with the reason of an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const requests = makeRequests(10_000, (index) => {
      if (index === 3) controller.abort(reason);
      expect(index).toBeLessThan(5);
    });
    await expect(
      estimateCost(requests, { outputTokensPerCall: 1, abortSignal: controller.signal }),
    ).rejects.toBe(reason);
  });

  it('refuses what is no number of tokens and no price', async () => {
    await expect(estimateCost([], { outputTokensPerCall: Number.NaN })).rejects.toThrow(InvalidArgumentError);
    const wrong = { ...prices, inputPerMillionTokensUsd: -1 };
    await expect(estimateCost([], { outputTokensPerCall: 1, prices: wrong })).rejects.toThrow(
      'inputPerMillion',
    );
  });

  it.each(globSync('examples/sample-project/**/*.py'))(
    'is within a quarter of what a tokenizer counts in %s',
    async (path) => {
      const source = readFileSync(path, 'utf8');
      const { inputTokens } = await estimateCost([ask(source)], { outputTokensPerCall: 0 });
      const counted = countGptTokens(source) + 8;
      expect(Math.abs(inputTokens - counted)).toBeLessThanOrEqual(counted / 4);
    },
  );
});

describe('what a budget sets aside', () => {
  it('is never less than the tokens of a text', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const provider = budgetedProvider(scriptedProvider([]), {
      budget: new Budget({ maxCostUsd: 0 }),
      prices: { inputPerMillionTokensUsd: 1_000_000, outputPerMillionTokensUsd: 0 },
    });
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const error: unknown = await provider.complete(ask(content)).catch((reason: unknown) => reason);
        const { neededUsd } = error as { neededUsd: number };
        expect(neededUsd).toBeGreaterThanOrEqual(countGptTokens(content));
      }),
    );
  });
});
