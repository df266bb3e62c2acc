import fc from 'fast-check';
import {
  Budget,
  budgetedProvider,
  BudgetExceededError,
  InvalidArgumentError,
  LanguageModelCallError,
} from 'bugsmith';
import { type ScriptedAnswer, scriptedProvider } from 'bugsmith/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ask, prices, startModel } from './support.ts';

/** A provider whose answers cost money, with its budget of 10 dollars. */
function pay(answers: Parameters<typeof scriptedProvider>[0], maxCostUsd = 10) {
  const budget = new Budget({ maxCostUsd });
  const model = scriptedProvider(answers, { prices });
  return {
    budget,
    model,
    provider: budgetedProvider(model, { budget, maxOutputTokens: 100, countTokens: () => 968 }),
  };
}

/** 968 tokens, 2 times 16 for the format, and 100 in reply: 2 dollars at most. */
const request = ask('?');
const failed = (facts: { statusCode?: number; mayHaveCost?: boolean }): LanguageModelCallError =>
  new LanguageModelCallError({ model: 'scripted', reason: 'no', remedy: 'None.', ...facts });

describe('budgetedProvider', () => {
  it('makes calls until the next one might pass the budget, and says what is undone', async () => {
    const { budget, model, provider } = pay(() => ({ costUsd: 1.5 }));
    for (let call = 0; call < 6; call += 1) await provider.complete(request);
    const error: unknown = await provider.complete(request).catch((reason: unknown) => reason);
    expect(BudgetExceededError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      maxCostUsd: 10,
      spentUsd: 9,
      neededUsd: 2,
      completedCalls: 6,
      refusedCalls: 1,
    });
    expect(String(error)).toMatch(
      /may cost \$2\.00.*budget of \$10\.00 only \$1\.00 is left after 6 calls\. 1 call /,
    );
    await expect(provider.complete(request)).rejects.toMatchObject({ refusedCalls: 2 });
    expect(model.requests).toHaveLength(6);
    expect(budget).toMatchObject({
      spentUsd: 9,
      reservedUsd: 0,
      remainingUsd: 1,
      completedCalls: 6,
      refusedCalls: 2,
    });
  });

  it('spends the last cent', async () => {
    const { budget, provider } = pay(() => ({ costUsd: 2 }));
    for (let call = 0; call < 5; call += 1) await provider.complete(request);
    expect(budget.remainingUsd).toBe(0);
  });

  it('sets aside what calls under way may cost, and lets others wait for what they do cost', async () => {
    const answers: PromiseWithResolvers<ScriptedAnswer>[] = [];
    const { budget, model, provider } = pay(() => {
      const answer = Promise.withResolvers<ScriptedAnswer>();
      answers.push(answer);
      return answer.promise;
    }, 4);
    const calls = [1, 2, 3, 4].map(() => provider.complete(request).then(({ costUsd }) => costUsd));
    const ends = Promise.allSettled(calls);
    await expect.poll(() => answers.length).toBe(2);
    expect(budget).toMatchObject({ spentUsd: 0, reservedUsd: 4, remainingUsd: 0 });
    answers[0]?.resolve({ costUsd: 0.5 });
    await calls[0];
    await nextTurn();
    expect(model.requests).toHaveLength(2);
    answers[1]?.resolve({ costUsd: 1 });
    await expect.poll(() => answers.length).toBe(3);
    answers[2]?.resolve({ costUsd: 1.5 });
    const [, , third, fourth] = await ends;
    expect([third?.status, fourth?.status]).toEqual(['fulfilled', 'rejected']);
    expect(budget).toMatchObject({ spentUsd: 3, reservedUsd: 0, refusedCalls: 1 });
  });

  it.each<[string, ScriptedAnswer, number]>([
    ['its cost', { costUsd: 1.25 }, 1.25],
    ['what the tokens cost, when it has a price only', { usage: { inputTokens: 500, outputTokens: 50 } }, 1],
    ['nothing for a reply that was kept', { costUsd: 0, earlierCall: { costUsd: 2 } }, 0],
    ['more than was set aside, when it did cost more', { costUsd: 3 }, 3],
    [
      'all that was set aside for a reply without tokens',
      { usage: { inputTokens: undefined, outputTokens: 1 } },
      2,
    ],
    ['all that was set aside for a cost that is none', { costUsd: Number.NaN }, 2],
    ['all that was set aside for a cost below nothing', { costUsd: -5 }, 2],
    ['nothing for a call that was refused', failed({ statusCode: 500 }), 0],
    ['nothing for a call that never got there', failed({ mayHaveCost: false }), 0],
    ['all that was set aside for a broken connection', failed({}), 2],
    ['all that was set aside for any other error', new Error('a bug'), 2],
    ['nothing for misuse', new InvalidArgumentError({ argument: 'a', value: 1, expected: 'b' }), 0],
  ])('takes %s', async (_, answer, spentUsd) => {
    const { budget, provider } = pay([answer]);
    await provider.complete(request).catch(() => undefined);
    expect(budget).toMatchObject({ spentUsd, reservedUsd: 0 });
  });

  it('takes all that was set aside for a call that was aborted, and nothing for one that only waited', async () => {
    const { budget, provider } = pay(async () => new Promise<never>(() => undefined), 2);
    const reason = new Error('enough');
    const [under, waiting] = [new AbortController(), new AbortController()];
    const first = expect(provider.complete(request, { abortSignal: under.signal })).rejects.toBe(reason);
    const second = expect(provider.complete(request, { abortSignal: waiting.signal })).rejects.toBe(reason);
    waiting.abort(reason);
    await second;
    expect(budget).toMatchObject({ spentUsd: 0, reservedUsd: 2, refusedCalls: 0 });
    under.abort(reason);
    await first;
    expect(budget).toMatchObject({ spentUsd: 2, reservedUsd: 0, completedCalls: 1 });
  });

  it('sends a limit of the reply, unless the request has one', async () => {
    const { model, provider } = pay(['one', 'two']);
    await provider.complete(request);
    await provider.complete({ ...request, maxOutputTokens: 7 });
    expect(model.requests.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([100, 7]);
  });

  it('counts bytes when it has no tokenizer, and 8192 tokens in reply', async () => {
    const budget = new Budget({ maxCostUsd: 82 });
    const provider = budgetedProvider(scriptedProvider(['one']), { budget, prices });
    await expect(provider.complete(ask('é'.repeat(500)))).rejects.toMatchObject({ neededUsd: 1.032 + 81.92 });
  });

  it('adds the cost where only it knows the prices', async () => {
    const budget = new Budget({ maxCostUsd: 1000 });
    const provider = budgetedProvider(scriptedProvider(['one']), { budget, prices });
    expect(provider.prices).toBe(prices);
    expect((await provider.complete(request)).costUsd).toBeCloseTo(0.2);
    expect(budget.spentUsd).toBeCloseTo(0.2);
  });

  it('refuses a provider without prices, unless told what a call counts as', async () => {
    const budget = new Budget({ maxCostUsd: 1 });
    const model = scriptedProvider(() => 'fine');
    expect(() => budgetedProvider(model, { budget })).toThrow(/`prices`.*costPerCallUsd/);
    const provider = budgetedProvider(model, { budget, costPerCallUsd: 0.4 });
    expect((await provider.complete(request)).costUsd).toBeUndefined();
    await provider.complete(request);
    await expect(provider.complete(request)).rejects.toThrow(BudgetExceededError);
    expect(model.requests[0]).toEqual(request);
    const free = budgetedProvider(model, { budget: new Budget({ maxCostUsd: 0 }), costPerCallUsd: 0 });
    expect((await free.complete(request)).text).toBe('fine');
  });

  it.each([
    { maxOutputTokens: 0 },
    { maxOutputTokens: 1.5 },
    { costPerCallUsd: -1 },
    { prices: { ...prices, outputPerMillionTokensUsd: -1 } },
  ])('refuses %j', (options) => {
    const budget = new Budget({ maxCostUsd: 1 });
    expect(() => budgetedProvider(scriptedProvider([]), { budget, prices, ...options })).toThrow(
      InvalidArgumentError,
    );
  });

  it('holds over HTTP, shared by two models', async () => {
    const usage = { inputTokens: 100, outputTokens: 90 };
    const { server, provider } = await startModel(() => ({ usage, delayMs: 1 }), { prices });
    const budget = new Budget({ maxCostUsd: 10 });
    const providers = [100, 200].map((maxOutputTokens) =>
      budgetedProvider(provider, { budget, maxOutputTokens }),
    );
    const calls = providers.flatMap((each) => Array.from({ length: 15 }, () => each.complete(request)));
    const ends = await Promise.allSettled(calls);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(server.requests.length);
    expect(budget.spentUsd).toBeCloseTo(server.requests.length);
    expect(server.requests.length).toBeGreaterThan(7);
    expect(budget.spentUsd).toBeLessThanOrEqual(10);
    expect(budget.refusedCalls).toBe(30 - server.requests.length);
  });
});

describe('Budget', () => {
  it.each([-1, Number.NaN, Infinity])('refuses %d dollars', async (amount) => {
    expect(() => new Budget({ maxCostUsd: amount })).toThrow(InvalidArgumentError);
    await expect(new Budget({ maxCostUsd: 1 }).reserve(amount)).rejects.toThrow(InvalidArgumentError);
  });

  it('takes what a reservation did cost only once', async () => {
    const budget = new Budget({ maxCostUsd: 10 });
    const reservation = await budget.reserve(5);
    reservation.settle(1);
    reservation.settle(4);
    expect(budget.spentUsd).toBe(1);
  });

  it('serves in order, so that a large call is not kept waiting by small ones', async () => {
    const budget = new Budget({ maxCostUsd: 10 });
    const first = await budget.reserve(6);
    const served: string[] = [];
    const large = budget.reserve(8).finally(() => served.push('large'));
    const small = budget.reserve(1).finally(() => served.push('small'));
    await nextTurn();
    expect(served).toEqual([]);
    first.settle(2);
    (await large).settle(8);
    await expect(small).rejects.toThrow(BudgetExceededError);
    expect(served).toEqual(['large', 'small']);
  });

  it('keeps nothing for who gave up in the moment it was their turn', async () => {
    const budget = new Budget({ maxCostUsd: 10 });
    const first = await budget.reserve(10);
    const controller = new AbortController();
    const reason = new Error('enough');
    const second = expect(budget.reserve(10, { abortSignal: controller.signal })).rejects.toBe(reason);
    first.settle(0);
    controller.abort(reason);
    await second;
    expect(budget).toMatchObject({ reservedUsd: 0, spentUsd: 0, completedCalls: 1 });
    (await budget.reserve(10)).settle(10);
  });
});

describe('any calls in any order', () => {
  const cent = { inputPerMillionTokensUsd: 0, outputPerMillionTokensUsd: 10_000 };
  const call = fc.record({
    most: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    ending: fc.constantFrom('reply', 'no tokens', 'refused', 'broken'),
    isAborted: fc.boolean(),
  });

  it('never cost more than the budget, and leave nothing set aside and nobody waiting', async () => {
    const check = async (
      maxCents: number,
      calls: readonly { most: number; share: number; ending: string; isAborted: boolean }[],
      scheduler: fc.Scheduler,
    ): Promise<void> => {
      let charged = 0;
      const model = scriptedProvider(
        async ({ seed = 0 }) => {
          await scheduler.schedule(Promise.resolve());
          const { most = 0, share = 0, ending = '' } = calls[seed] ?? {};
          if (ending === 'refused') return failed({ statusCode: 429 });
          const outputTokens = Math.round(most * share);
          charged += outputTokens;
          if (ending === 'broken') return failed({});
          return { usage: { inputTokens: 0, outputTokens: ending === 'reply' ? outputTokens : undefined } };
        },
        { prices: cent },
      );
      const budget = new Budget({ maxCostUsd: maxCents / 100 });
      const provider = budgetedProvider(model, { budget });
      const run = async ({ most, isAborted }: (typeof calls)[number], seed: number): Promise<unknown> => {
        await scheduler.schedule(Promise.resolve());
        const controller = new AbortController();
        if (isAborted) void scheduler.schedule(Promise.resolve()).then(() => controller.abort());
        const options = { abortSignal: controller.signal };
        return provider.complete(ask('', { seed, maxOutputTokens: most }), options);
      };
      const ends = await scheduler.waitFor(Promise.allSettled(calls.map(run)));
      await scheduler.waitIdle();
      const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
      expect(charged / 100).toBeLessThanOrEqual(budget.maxCostUsd + 1e-9);
      expect(budget.spentUsd).toBeLessThanOrEqual(budget.maxCostUsd + 1e-9);
      expect(budget.spentUsd).toBeGreaterThanOrEqual(charged / 100 - 1e-9);
      expect(budget.reservedUsd).toBe(0);
      expect(budget.refusedCalls).toBe(
        errors.filter((error) => BudgetExceededError.isInstance(error)).length,
      );
      expect(budget.completedCalls).toBe(model.requests.length);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 100 }),
        fc.array(call, { maxLength: 12 }),
        fc.scheduler(),
        check,
      ),
      { numRuns: 300 },
    );
  });
});
