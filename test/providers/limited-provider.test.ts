import { InvalidArgumentError, limitedProvider } from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';
import { describe, expect, it } from 'vitest';
import { ask } from './support.ts';

describe('limitedProvider', () => {
  it('makes so many calls at a time, in order, and goes on after one that fails', async () => {
    const answers: PromiseWithResolvers<string>[] = [];
    const model = scriptedProvider(() => {
      const answer = Promise.withResolvers<string>();
      answers.push(answer);
      return answer.promise;
    });
    const provider = limitedProvider(model, { concurrency: 2 });
    const contents = ['a', 'b', 'c', 'd'];
    const ends = Promise.allSettled(contents.map((content) => provider.complete(ask(content))));
    await expect.poll(() => answers.length).toBe(2);
    answers[0]?.reject(new Error('no'));
    await expect.poll(() => answers.length).toBe(3);
    for (const answer of answers) answer.resolve('yes');
    await expect.poll(() => answers.length).toBe(4);
    answers[3]?.resolve('yes');
    expect((await ends).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(contents);
  });

  it('never makes a call that was aborted while it waited', async () => {
    const first = Promise.withResolvers<string>();
    const model = scriptedProvider((_, index) => (index === 0 ? first.promise : 'later'));
    const provider = limitedProvider(model, { concurrency: 1 });
    const making = provider.complete(ask('first'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = expect(provider.complete(ask('second'), { abortSignal: controller.signal })).rejects.toBe(
      reason,
    );
    const third = provider.complete(ask('third'));
    controller.abort(reason);
    await waiting;
    first.resolve('done');
    expect([(await making).text, (await third).text]).toEqual(['done', 'later']);
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['first', 'third']);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses %d calls at a time', (concurrency) => {
    expect(() => limitedProvider(scriptedProvider([]), { concurrency })).toThrow(InvalidArgumentError);
  });
});
