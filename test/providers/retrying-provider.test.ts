import {
  LanguageModelCallError,
  type LmRetry,
  retryingProvider,
  type RetryingProviderOptions,
} from 'bugsmith';
import { type ScriptedAnswer, scriptedProvider } from 'bugsmith/testing';
import { describe, expect, it } from 'vitest';
import { ask, startModel } from './support.ts';

/** A failure that may pass. */
function busy(retryAfterMs?: number): LanguageModelCallError {
  const facts = { model: 'scripted', reason: 'busy', remedy: 'Wait.', statusCode: 429, retryAfterMs };
  return new LanguageModelCallError({ ...facts, isRetryable: true });
}

/** Retries with a clock that only waiting moves, and no jitter. */
function retry(answers: readonly ScriptedAnswer[], options: RetryingProviderOptions = {}) {
  const model = scriptedProvider(answers);
  const waits: number[] = [];
  let time = 0;
  const provider = retryingProvider(model, {
    random: () => 0,
    now: () => new Date(time),
    sleep: async (delayMs) => {
      waits.push(delayMs);
      time += delayMs;
    },
    ...options,
  });
  return { provider, model, waits };
}

const complete = (provider: {
  complete: ReturnType<typeof retry>['provider']['complete'];
}): Promise<string> => provider.complete(ask('?')).then(({ text }) => text);

describe('retryingProvider', () => {
  it('waits twice as long each time, up to a limit', async () => {
    const { provider, waits } = retry([busy(), busy(), busy(), busy(), 'done'], { maxDelayMs: 3000 });
    expect(await complete(provider)).toBe('done');
    expect(waits).toEqual([1000, 2000, 3000, 3000]);
  });

  it('cuts the waits at random', async () => {
    const { provider, waits } = retry([busy(), busy(), 'done'], { random: () => 0.5 });
    await complete(provider);
    expect(waits).toEqual([750, 1500]);
  });

  it('waits as long as the provider says', async () => {
    const { provider, waits } = retry([busy(90_000), 'done'], { random: () => 0.25 });
    await complete(provider);
    expect(waits).toEqual([90_250]);
  });

  it('ends after so many attempts with the error as it came', async () => {
    const last = busy();
    const { provider, model } = retry([busy(), busy(), last, 'too late'], { maxAttempts: 3 });
    await expect(complete(provider)).rejects.toBe(last);
    expect(model.requests).toHaveLength(3);
  });

  it('ends when the next attempt would begin too late, without waiting', async () => {
    const { provider, waits } = retry([busy(), busy(9001), 'too late'], { maxDurationMs: 10_000 });
    await expect(complete(provider)).rejects.toThrow('busy');
    expect(waits).toEqual([1000]);
  });

  it.each([
    [
      'a failure that stays',
      new LanguageModelCallError({ model: 'm', reason: 'no such model', remedy: 'Look.' }),
    ],
    ['any other error', new Error('a bug')],
  ])('does not repeat %s', async (_, error) => {
    const { provider, model } = retry([error, 'too late']);
    await expect(complete(provider)).rejects.toBe(error);
    expect(model.requests).toHaveLength(1);
  });

  it('keeps other requests away too, until the time the provider named', async () => {
    const sleeping: { delayMs: number; wake: () => void }[] = [];
    const sleep = (delayMs: number): Promise<void> => new Promise((wake) => sleeping.push({ delayMs, wake }));
    let time = 0;
    const { provider, model } = retry([busy(5000), 'one', 'two'], { sleep, now: () => new Date(time) });
    const calls = [complete(provider)];
    await expect.poll(() => sleeping.length).toBe(1);
    time = 2000;
    calls.push(complete(provider));
    await expect.poll(() => sleeping.length).toBe(2);
    expect(sleeping.map(({ delayMs }) => delayMs)).toEqual([5000, 3000]);
    expect(model.requests).toHaveLength(1);
    time = 5000;
    for (const { wake } of sleeping) wake();
    expect(await Promise.all(calls)).toEqual(['one', 'two']);
  });

  it('tells of each wait', async () => {
    const retries: LmRetry[] = [];
    const errors = [busy(), busy(50)];
    const { provider } = retry([...errors, 'done'], { onRetry: (event) => retries.push(event) });
    await complete(provider);
    expect(retries).toEqual([
      { error: errors[0], attempt: 1, delayMs: 1000 },
      { error: errors[1], attempt: 2, delayMs: 50 },
    ]);
  });

  it('ends a wait with the reason of an abort', async () => {
    const provider = retryingProvider(scriptedProvider([busy(60_000), 'too late']));
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 20);
    await expect(provider.complete(ask('?'), { abortSignal: controller.signal })).rejects.toBe(reason);
  });

  it.each([
    { maxAttempts: 0 },
    { maxAttempts: 1.5 },
    { maxDurationMs: -1 },
    { initialDelayMs: Number.NaN },
    { maxDelayMs: Infinity },
  ])('refuses %j', (options) => {
    expect(() => retryingProvider(scriptedProvider([]), options)).toThrow(Object.keys(options)[0]);
  });
});

describe('over HTTP', () => {
  it('is each failure repeated that may pass, and none of the calls by the SDK', async () => {
    const { server, model } = await startModel([
      { status: 429, headers: { 'retry-after': '2' } },
      { status: 500 },
      { drop: 'before-answer' },
      { drop: 'within-answer' },
      { body: '{"choices": [{"mess' },
      { text: 'done' },
    ]);
    const waits: number[] = [];
    const sleep = async (delayMs: number): Promise<void> => void waits.push(delayMs);
    const provider = retryingProvider(model, {
      sleep,
      random: () => 0,
      now: () => new Date(0),
      maxDelayMs: 1,
    });
    expect(await complete(provider)).toBe('done');
    expect(server.requests).toHaveLength(6);
    expect(waits[0]).toBe(2000);
  });

  it('is a failure that stays not repeated', async () => {
    const { server, model } = await startModel([{ status: 401 }]);
    await expect(complete(retryingProvider(model))).rejects.toThrow('status 401');
    expect(server.requests).toHaveLength(1);
  });
});
