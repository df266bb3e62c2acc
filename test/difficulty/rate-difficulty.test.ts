import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  aiSdkProvider,
  applyPatch,
  Budget,
  BudgetExceededError,
  budgetedProvider,
  createDifficultyRequests,
  estimateCost,
  InvalidArgumentError,
  LanguageModelCallError,
  openJsonlStore,
  parsePatch,
  rateDifficulty,
  type RateDifficultyOptions,
  type RatingProgress,
  StoreError,
} from 'bugsmith';
import { scriptedProvider, type ScriptedAnswer } from 'bugsmith/testing';

import { connect, createDirectory, prices, startModel } from '../providers/support.ts';
import { collect, instanceOf } from './support.ts';

const six = Array.from({ length: 6 }, (_, index) =>
  instanceOf(`x${index}`, { problem_statement: `Number ${index} is wrong.` }),
);
const numberIn = (text: string): number => Number(/Number (\d)/.exec(text)?.[1]);
const times = ['<15 min fix', '15 min - 1 hour', '1-4 hours', '>4 hours', 'no idea', ''];
const byNumber = (text: string): string => times[numberIn(text)] ?? '';

/** Asks a scripted model about the six. */
function rateSix(
  answer: (text: string, index: number) => ScriptedAnswer,
  options: Partial<RateDifficultyOptions> = {},
) {
  const provider = scriptedProvider(({ messages }, index) => answer(messages.at(-1)?.content ?? '', index));
  return { provider, ratings: rateDifficulty(six, { provider, ...options }) };
}

describe('rateDifficulty', () => {
  it('rates over HTTP: labels, scores, times and cost, in the order of the instances', async () => {
    const { server, provider } = await startModel(
      ({ body }) => {
        const text = JSON.stringify(body);
        // The first answers come last.
        return { text: `It takes search.\nDifficulty: ${byNumber(text)}`, delayMs: 60 - 10 * numberIn(text) };
      },
      { prices },
    );
    const progress: RatingProgress[] = [];
    const ratings = await collect(
      rateDifficulty(six, { provider, concurrency: 6, onProgress: (told) => progress.push(told) }),
    );
    expect(ratings.map(({ instanceId }) => instanceId)).toEqual(six.map(({ instance_id }) => instance_id));
    expect(ratings[0]).toEqual({
      status: 'rated',
      instanceId: six[0]?.instance_id,
      label: 'easy',
      score: 1,
      fixTime: '<15 min fix',
      reply: 'It takes search.\nDifficulty: <15 min fix',
      model: 'small-model',
      costUsd: 0.2,
      usage: { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10 },
    });
    expect(ratings.map((rating) => (rating.status === 'rated' ? rating.score : rating.reason))).toEqual([
      1,
      5,
      9,
      9,
      'no-label',
      'no-label',
    ]);
    expect(progress.at(-1)).toMatchObject({ finished: 6, rated: 4, unrated: 2 });
    expect(progress.at(-1)?.costUsd).toBeCloseTo(1.2);
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0, max_tokens: 1024 });
  });

  it('shows the statement and the patch that fixes the bug, which is the reverse of the instance’s', async () => {
    const { provider, ratings } = rateSix(() => 'Medium');
    await collect(ratings);
    const [system, user] = provider.requests[0]?.messages ?? [];
    for (const time of times.slice(0, 4)) expect(system?.content).toContain(`- ${time}\n`);
    expect(user?.content).toContain('Number 0 is wrong.');
    const shown = /<patch>\n(.*)<\/patch>/s.exec(user?.content ?? '')?.[1] ?? '';
    const fixed = applyPatch(parsePatch(shown), new Map([['a.py', 'return a - b\n']]));
    expect(fixed.get('a.py')).toBe('return a + b\n');
  });

  it('shows the patch as it is where it fixes the bug', async () => {
    const instance = instanceOf('x');
    const [request] = await collect(createDifficultyRequests([instance], { patchDirection: 'fixes-bug' }));
    expect(request?.messages.at(-1)?.content).toContain(instance.patch);
  });

  it('asks in the caller’s words, and sends what the caller sets', async () => {
    const { provider, ratings } = rateSix(() => '1-4 hours', {
      prompt: ({ instance, solutionPatch }) => [
        { role: 'user', content: `${instance.instance_id}\n${solutionPatch}` },
      ],
      maxOutputTokens: 64,
      temperature: null,
      seed: 7,
    });
    await collect(ratings);
    expect(provider.requests[0]).toMatchObject({ maxOutputTokens: 64, seed: 7 });
    expect(provider.requests[0]?.temperature).toBeUndefined();
    expect(provider.requests[0]?.messages[0]?.content).toMatch(/^owner__name[^\n]*__x0\ndiff --git a\/a.py/);
  });

  it('asks nothing about instances without statement or readable patch, and says so', async () => {
    const provider = scriptedProvider(() => 'easy');
    const instances = [
      instanceOf('a', { problem_statement: undefined }),
      instanceOf('b', { problem_statement: ' \n' }),
      instanceOf('c', { patch: 'nothing of the kind' }),
      instanceOf('d', { patch: '' }),
      instanceOf('e'),
    ];
    const ratings = await collect(rateDifficulty(instances, { provider }));
    expect(ratings.map((rating) => (rating.status === 'rated' ? rating.label : rating.reason))).toEqual([
      'no-problem-statement',
      'no-problem-statement',
      'unreadable-patch',
      'unreadable-patch',
      'easy',
    ]);
    expect(ratings[0]).toMatchObject({ costUsd: 0, model: undefined, reply: undefined });
    expect(provider.requests).toHaveLength(1);
  });

  it('rates without a statement where told to', async () => {
    const provider = scriptedProvider(() => 'easy');
    const instance = instanceOf('a', { problem_statement: undefined });
    const [rating] = await collect(rateDifficulty([instance], { provider, rateWithoutStatement: true }));
    expect(rating).toMatchObject({ status: 'rated', label: 'easy' });
    expect(provider.requests[0]?.messages.at(-1)?.content).not.toContain('undefined');
  });

  it('sends no half characters', async () => {
    const provider = scriptedProvider(() => 'easy');
    await collect(rateDifficulty([instanceOf('a', { problem_statement: 'a\ud800b\0' })], { provider }));
    expect(provider.requests[0]?.messages.at(-1)?.content).toContain('a\ufffdb\ufffd');
  });

  it('goes on after a call that failed, and tells what is known of its cost', async () => {
    const { ratings } = rateSix((text, index) =>
      index === 2
        ? new LanguageModelCallError({
            model: 'scripted',
            reason: 'it was busy',
            remedy: 'Wait.',
            statusCode: 500,
          })
        : byNumber(text),
    );
    const all = await collect(ratings);
    expect(all).toHaveLength(6);
    expect(all[2]).toMatchObject({ status: 'unrated', reason: 'call-failed', reply: undefined, costUsd: 0 });
    expect(all[2]).toHaveProperty('message', expect.stringContaining('it was busy'));
  });

  it('ends with the error when every call would fail, after what was answered', async () => {
    const { server, model } = await startModel(({ body }) =>
      numberIn(JSON.stringify(body)) === 2 ? { status: 401, message: 'no such key' } : { text: 'easy' },
    );
    const given: string[] = [];
    const run = async (): Promise<void> => {
      const provider = aiSdkProvider(model);
      for await (const { status } of rateDifficulty(six, { provider, concurrency: 1 })) given.push(status);
    };
    await expect(run()).rejects.toSatisfy(
      (error) => LanguageModelCallError.isInstance(error) && error.statusCode === 401,
    );
    expect(given).toEqual(['rated', 'rated']);
    expect(server.requests).toHaveLength(3);
  });

  it('ends when the budget is spent', async () => {
    const scripted = scriptedProvider(() => 'easy', { prices });
    const provider = budgetedProvider(scripted, { budget: new Budget({ maxCostUsd: 1 }) });
    const run = collect(rateDifficulty(six, { provider, concurrency: 1 }));
    await expect(run).rejects.toSatisfy((error) => BudgetExceededError.isInstance(error));
  });

  it('tells answers that were refused or cut off from those that name nothing', async () => {
    const { ratings } = rateSix((text) => {
      const number = numberIn(text);
      if (number === 0) return { text: '', finishReason: 'content-filter' };
      if (number === 1) return { text: 'Let me see.', finishReason: 'length' };
      return number === 2 ? '' : 'easy';
    });
    const all = await collect(ratings);
    expect(all.map((rating) => (rating.status === 'rated' ? rating.label : rating.reason))).toEqual([
      'filtered',
      'cut-off',
      'empty',
      'easy',
      'easy',
      'easy',
    ]);
    expect(all[1]?.costUsd).toBeUndefined();
  });

  it('goes on from a store: what was answered is neither asked nor paid for again', async () => {
    const path = join(await createDirectory(), 'ratings.jsonl');
    const header = { kind: 'ratings' };
    const failing = new LanguageModelCallError({
      model: 'm',
      reason: 'busy',
      remedy: 'Wait.',
      statusCode: 500,
    });
    {
      await using store = await openJsonlStore(path, { header });
      const { ratings } = rateSix((text) => (numberIn(text) === 1 ? failing : byNumber(text)), {
        store,
        concurrency: 1,
      });
      for await (const { instanceId } of ratings) if (instanceId === six[3]?.instance_id) break;
    }
    await using store = await openJsonlStore(path, { header });
    const { provider, ratings } = rateSix(byNumber, { store, concurrency: 3 });
    const all = await collect(ratings);
    expect(all.map((rating) => (rating.status === 'rated' ? rating.label : rating.reason))).toEqual([
      'easy',
      'medium',
      'hard',
      'hard',
      'no-label',
      'empty',
    ]);
    // The call that failed and what was not asked before; the fifth may have been under way.
    const asked = provider.requests.map(({ messages }) => numberIn(messages.at(-1)?.content ?? ''));
    expect(asked.filter((number) => ![1, 4, 5].includes(number))).toEqual([]);
    expect(asked).toEqual(expect.arrayContaining([1, 5]));
  });

  it('takes from a store in whatever order instances come, and asks anew about those that changed', async () => {
    const path = join(await createDirectory(), 'ratings.jsonl');
    const header = { kind: 'ratings' };
    {
      await using store = await openJsonlStore(path, { header });
      await collect(rateSix(byNumber, { store }).ratings);
    }
    await using store = await openJsonlStore(path, { header });
    const provider = scriptedProvider(() => 'hard');
    const changed = instanceOf('x1', { problem_statement: 'Number 1 is worded otherwise.' });
    const instances = [...six.slice(2).toReversed(), changed, ...six.slice(0, 1)];
    const all = await collect(rateDifficulty(instances, { provider, store, concurrency: 6 }));
    expect(all.map((rating) => (rating.status === 'rated' ? rating.label : rating.reason))).toEqual([
      'empty',
      'no-label',
      'hard',
      'hard',
      'hard',
      'easy',
    ]);
    expect(provider.requests).toHaveLength(1);
  });

  it('refuses a store of another model, and one of something else', async () => {
    const path = join(await createDirectory(), 'ratings.jsonl');
    const header = { kind: 'ratings' };
    {
      await using store = await openJsonlStore(path, { header });
      await collect(rateSix(byNumber, { store }).ratings);
    }
    await using store = await openJsonlStore(path, { header });
    const provider = scriptedProvider(() => 'easy', { modelId: 'other' });
    await expect(collect(rateDifficulty(six, { provider, store }))).rejects.toSatisfy(
      (error) => StoreError.isInstance(error) && error.reason === 'other-header',
    );
    const otherPath = join(await createDirectory(), 'other.jsonl');
    await using other = await openJsonlStore(otherPath, { header });
    await other.append({ something: 'else' });
    await other.close();
    await using reopened = await openJsonlStore(otherPath, { header });
    await expect(collect(rateDifficulty(six, { provider, store: reopened }))).rejects.toThrow(
      /no difficulty rating/,
    );
  });

  it('stops at an abort, with the reason', async () => {
    const { model } = await startModel(() => ({ text: 'easy', delayMs: 60_000 }));
    const stop = new AbortController();
    const run = collect(rateDifficulty(six, { provider: model, abortSignal: stop.signal }));
    stop.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });

  it('refuses options that cannot work before anything is asked', () => {
    const provider = scriptedProvider(() => 'easy');
    const refused = (options: object): void => {
      expect(() => rateDifficulty(six, { provider, ...options })).toThrow(InvalidArgumentError);
    };
    refused({ concurrency: 0 });
    refused({ temperature: -1 });
    refused({ maxOutputTokens: 0.5 });
    refused({ seed: 0.5 });
    refused({ patchDirection: 'backwards' });
    refused({ provider: { name: 'no provider' } });
    expect(provider.requests).toEqual([]);
  });

  it('can be estimated before', async () => {
    const estimate = await estimateCost(createDifficultyRequests(six), { prices, outputTokensPerCall: 60 });
    expect(estimate.calls).toBe(6);
    expect(estimate.costUsd).toBeGreaterThan(6 * 0.6);
  });

  it('takes a model of the AI SDK as it is', async () => {
    const { server } = await startModel(() => ({ text: '15 min - 1 hour' }));
    const [rating] = await collect(rateDifficulty(six.slice(0, 1), { provider: connect(server.url) }));
    expect(rating).toMatchObject({ status: 'rated', label: 'medium' });
  });
});
