import { describe, expect, it } from 'vitest';
import {
  Budget,
  budgetedProvider,
  BudgetExceededError,
  LanguageModelCallError,
  LmModifier,
  type LmRefusal,
  retryingProvider,
  aiSdkProvider,
} from 'bugsmith';
import { scriptedProvider, type ScriptedReply } from 'bugsmith/testing';

import { prices, startModel } from '../../providers/support.ts';
import { block, brokenDiscount, collect, discount, one, run } from './support.ts';

/** Six functions of which every one is the same. */
const source = Array.from({ length: 6 }, (_, index) => discount.replace('discount', `f${index}`)).join('\n');
const nameIn = (prompt: string): number => Number(/`f(\d)`/.exec(prompt)?.[1]);

/** Breaks what it is asked for, or does something else for one function. */
const breakAllBut =
  (other: number, reply: ScriptedReply) =>
  (prompt: string): ScriptedReply => {
    const name = nameIn(prompt);
    if (name === other) return reply;
    return { text: brokenDiscount.replace('discount', `f${name}`) };
  };
const names = (candidates: readonly { entity?: { qualifiedName: string } | undefined }[]) =>
  candidates.map(({ entity }) => entity?.qualifiedName);

describe('a call that fails', () => {
  it.each<[string, ScriptedReply, number | undefined]>([
    ['status 500', { status: 500 }, 0],
    ['status 429', { status: 429 }, 0],
    ['status 400, as for a prompt that is too long', { status: 400 }, 0],
    ['a dropped connection', { drop: 'before-answer' }, undefined],
    ['an answer that breaks off', { drop: 'within-answer' }, undefined],
    ['an answer of something else', { body: '<html>504 Gateway Time-out</html>' }, undefined],
  ])('with %s is a refusal of its entity', async (_, reply, costUsd) => {
    const { candidates, refusals, error } = await run(one(source), breakAllBut(2, reply));
    expect(error).toBeUndefined();
    expect(names(candidates)).toEqual(['f0', 'f1', 'f3', 'f4', 'f5']);
    expect(refusals).toMatchObject([
      { reason: 'call-failed', entity: { qualifiedName: 'f2' }, reply: undefined, costUsd },
    ]);
    expect(refusals[0]?.message).toContain('small-model');
  });

  it('in the repair turn still tells what was paid before', async () => {
    const { refusals } = await run(one(discount), ['no code', { status: 503 }], { repairTurns: 1 });
    expect(refusals).toMatchObject([{ reason: 'call-failed', reply: 'no code', costUsd: 0.2 }]);
  });

  it('is made again by a provider with retries, no sooner than it was told', async () => {
    const { model, server } = await startModel([
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 500 },
      { text: brokenDiscount },
    ]);
    const waits: number[] = [];
    let time = 0;
    const provider = retryingProvider(aiSdkProvider(model, { prices }), {
      now: () => new Date(time),
      sleep: async (delayMs) => {
        waits.push(delayMs);
        time += delayMs;
      },
    });
    const candidates = await collect(new LmModifier({ provider, mode: 'modify' }).generate(one(discount)));
    expect(candidates).toMatchObject([{ costUsd: 0.2 }]);
    expect(server.requests).toHaveLength(3);
    expect(waits[0]).toBeGreaterThanOrEqual(7000);
  });
});

describe('a run ends', () => {
  it.each([401, 402, 403, 404])('with status %i, which every call would meet', async (status) => {
    const { candidates, refusals, error, server } = await run(one(source), breakAllBut(2, { status }), {
      concurrency: 1,
    });
    expect(error).toBeInstanceOf(LanguageModelCallError);
    expect(error).toMatchObject({ statusCode: status });
    expect(names(candidates)).toEqual(['f0', 'f1']);
    expect(refusals).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  it('after the candidates of calls that were under way', async () => {
    const replies = breakAllBut(1, { status: 401 });
    const { candidates, error } = await run(
      one(source),
      (prompt) => ({ ...replies(prompt), delayMs: nameIn(prompt) * 20 }),
      {
        concurrency: 3,
      },
    );
    expect(error).toMatchObject({ statusCode: 401 });
    expect(names(candidates)).toEqual(expect.arrayContaining(['f0', 'f2']));
    expect(names(candidates)).not.toContain('f5');
  });

  it('with its budget, and everything spent is told', async () => {
    const budget = new Budget({ maxCostUsd: 70 });
    const model = scriptedProvider(
      ({ messages }, index) =>
        index === 1 || index === 2
          ? 'no code'
          : brokenDiscount.replace('discount', `f${nameIn(messages.at(-1)?.content ?? '')}`),
      { prices },
    );
    const refusals: LmRefusal[] = [];
    const provider = budgetedProvider(model, { budget, maxOutputTokens: 6000 });
    const modifier = new LmModifier({
      provider,
      mode: 'modify',
      concurrency: 1,
      onRefused: (refusal) => refusals.push(refusal),
    });
    const costs: (number | undefined)[] = [];
    let error: unknown;
    try {
      for (let round = 0; round < 1000; round += 1)
        for await (const { costUsd } of modifier.generate(one(source))) costs.push(costUsd);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(BudgetExceededError);
    const told = [...costs, ...refusals.map(({ costUsd }) => costUsd)];
    expect(refusals.length).toBeGreaterThan(0);
    expect(told.reduce((sum: number, cost) => sum + (cost ?? Number.NaN), 0)).toBeCloseTo(budget.spentUsd, 6);
  });

  it('with an error of the caller, as it came', async () => {
    const { error } = await run(one(source), () => brokenDiscount, {
      prompt: () => {
        throw new RangeError('mine');
      },
    });
    expect(error).toEqual(new RangeError('mine'));
  });
});

describe('an abort', () => {
  it('before the run calls nobody', async () => {
    const abortSignal = AbortSignal.abort(new Error('enough'));
    const { error, server } = await run(one(source), () => brokenDiscount, { abortSignal });
    expect(error).toEqual(new Error('enough'));
    expect(server.requests).toEqual([]);
  });

  it('ends a run while calls hang, and tells that a reply was paid for', async () => {
    const abort = new AbortController();
    const replies = (_: string, index: number): ScriptedReply => {
      if (index < 1) return { text: 'no code' };
      setTimeout(() => abort.abort(new Error('enough')), 20);
      return { delayMs: 60_000 };
    };
    const { error, refusals } = await run(one(source), replies, {
      abortSignal: abort.signal,
      repairTurns: 1,
      concurrency: 1,
    });
    expect(error).toEqual(new Error('enough'));
    expect(refusals).toMatchObject([{ reason: 'no-code', reply: 'no code', costUsd: undefined }]);
  });

  it('is not waited for when a provider does not listen', async () => {
    const abort = new AbortController();
    const provider = scriptedProvider(() => {
      abort.abort(new Error('enough'));
      return new Promise<string>(() => undefined);
    });
    const modifier = new LmModifier({
      provider: { ...provider, complete: async (request) => provider.complete(request) },
      mode: 'modify',
    });
    await expect(collect(modifier.generate(one(source), { abortSignal: abort.signal }))).rejects.toThrow(
      'enough',
    );
  });

  it('is not needed by who stops early', async () => {
    const provider = scriptedProvider(({ messages }) =>
      block(brokenDiscount.replace('discount', `f${nameIn(messages.at(-1)?.content ?? '')}`)),
    );
    const modifier = new LmModifier({ provider, mode: 'modify', concurrency: 1 });
    for await (const candidate of modifier.generate(one(source))) {
      expect(candidate.entity?.qualifiedName).toBe('f0');
      break;
    }
    const asked = provider.requests.length;
    expect(asked).toBeLessThan(4);
    await new Promise(setImmediate);
    expect(provider.requests).toHaveLength(asked);
  });
});
