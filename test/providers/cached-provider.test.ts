import {
  cachedProvider,
  type LmProvider,
  type LmReply,
  type LmRequest,
  LanguageModelCallError,
  StoreError,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';
import fc from 'fast-check';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { apiKey, ask, createDirectory, listFiles, prices, readAll, startModel } from './support.ts';

describe('cachedProvider', () => {
  it('asks once, also after a restart, and says what the reply did cost', async () => {
    const directory = join(await createDirectory(), 'new', 'cache');
    const text = '\ufeffCRLF\r\n \ud800 漢字 \u2028';
    const reply: LmReply = {
      text,
      finishReason: 'length',
      usage: { inputTokens: 7, cachedInputTokens: 2, outputTokens: 3 },
      costUsd: 0.5,
    };
    const model = scriptedProvider([reply]);
    expect(await cachedProvider(model, { directory }).complete(ask('?'))).toEqual(reply);
    const again = cachedProvider(model, { directory });
    const kept = { ...reply, costUsd: 0, earlierCall: { costUsd: 0.5 } };
    expect([await again.complete(ask('?')), await again.complete(ask('?'))]).toEqual([kept, kept]);
    expect(model.requests).toHaveLength(1);
  });

  it('does not make a cost of one that is not known', async () => {
    const directory = await createDirectory();
    const provider = cachedProvider(scriptedProvider(['Hi']), { directory });
    expect((await provider.complete(ask('?'))).costUsd).toBeUndefined();
    expect(await provider.complete(ask('?'))).toMatchObject({
      costUsd: 0,
      earlierCall: { costUsd: undefined },
    });
  });

  it('tells apart requests, models and providers', async () => {
    const directory = await createDirectory();
    const requests: LmRequest[] = [
      ask('a'),
      ask('b'),
      { messages: [{ role: 'system', content: 'a' }] },
      { messages: [...ask('a').messages, ...ask('a').messages] },
      ask('a', { seed: 1 }),
      ask('a', { temperature: 1 }),
      ask('a', { maxOutputTokens: 1 }),
    ];
    const models = [{}, { name: 'other' }, { modelId: 'other' }].map((names) =>
      scriptedProvider(() => 'Hi', names),
    );
    for (const model of models) {
      const provider = cachedProvider(model, { directory });
      for (const request of requests) await provider.complete(request);
      expect(model.requests).toEqual(requests);
    }
    expect(await listFiles(directory)).toHaveLength(models.length * requests.length);
  });

  it('takes requests for the same that mean the same', async () => {
    const directory = await createDirectory();
    const model = scriptedProvider(['once']);
    const provider = cachedProvider(model, { directory });
    await provider.complete({ seed: 1, messages: [{ role: 'user', content: '?' }] });
    await provider.complete({ messages: [{ content: '?', role: 'user' }], temperature: undefined, seed: 1 });
    expect(model.requests).toHaveLength(1);
  });

  it('asks once for the same requests at the same time, and only one has a cost', async () => {
    const directory = await createDirectory();
    const model = scriptedProvider(() => ({ text: 'Hi', costUsd: 2 }));
    const provider = cachedProvider(model, { directory });
    const replies = await Promise.all(Array.from({ length: 20 }, () => provider.complete(ask('?'))));
    expect(model.requests).toHaveLength(1);
    expect(replies.map(({ costUsd }) => costUsd).sort()).toEqual([...Array.from({ length: 19 }, () => 0), 2]);
    expect(replies.filter(({ earlierCall }) => earlierCall?.costUsd === 2)).toHaveLength(19);
  });

  it('goes on for the others when one is aborted, and ends when all are', async () => {
    const directory = await createDirectory();
    const answer = Promise.withResolvers<string>();
    const model = scriptedProvider((_, index) =>
      index === 0 ? answer.promise : new Promise(() => undefined),
    );
    const signals: (AbortSignal | undefined)[] = [];
    const watched: LmProvider = {
      ...model,
      async complete(request, options) {
        signals.push(options?.abortSignal);
        return model.complete(request, options);
      },
    };
    const provider = cachedProvider(watched, { directory });
    const reason = new Error('enough');
    const start = (content: string): { controller: AbortController; reply: Promise<LmReply> } => {
      const controller = new AbortController();
      return { controller, reply: provider.complete(ask(content), { abortSignal: controller.signal }) };
    };
    const [one, other] = [start('a'), start('a')];
    one.controller.abort(reason);
    await expect(one.reply).rejects.toBe(reason);
    answer.resolve('Hi');
    expect(await other.reply).toMatchObject({ text: 'Hi' });

    const alone = start('b');
    await expect.poll(() => model.requests.length).toBe(2);
    alone.controller.abort(reason);
    await expect(alone.reply).rejects.toBe(reason);
    await nextTurn();
    expect(await listFiles(directory)).toHaveLength(1);
    const next = start('b');
    await expect.poll(() => model.requests.length).toBe(3);
    next.controller.abort(reason);
    await expect(next.reply).rejects.toBe(reason);
    expect(signals.slice(1).map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('keeps no errors', async () => {
    const directory = await createDirectory();
    const error = new LanguageModelCallError({ model: 'm', reason: 'no', remedy: 'None.' });
    const provider = cachedProvider(scriptedProvider([error, 'Hi']), { directory });
    await expect(provider.complete(ask('?'))).rejects.toBe(error);
    expect((await provider.complete(ask('?'))).text).toBe('Hi');
  });

  it('asks again for what is damaged, and replaces it', async () => {
    const directory = await createDirectory();
    const model = scriptedProvider(() => ({ text: 'whole', costUsd: 1 }));
    const provider = cachedProvider(model, { directory });
    await provider.complete(ask('?'));
    const [path = ''] = await listFiles(directory);
    const whole = await readFile(path, 'utf8');
    const damages = [
      '',
      'null',
      '[]',
      '{"key":1}',
      whole.replace('"whole"', '3'),
      whole.replace('"costUsd":1', '"costUsd":-1'),
      whole.replace(/"key":"./, '"key":"_'),
      whole.replace('"stop"', '"never"'),
    ];
    for (const [index, damaged] of damages.entries()) {
      await writeFile(path, damaged);
      expect(await provider.complete(ask('?'))).toMatchObject({ text: 'whole', costUsd: 1 });
      expect(model.requests).toHaveLength(index + 2);
      expect(await readFile(path, 'utf8')).toBe(whole);
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        await truncate(path, length);
        expect((await provider.complete(ask('?'))).costUsd).toBe(1);
      }),
      { numRuns: 20 },
    );
    expect(await listFiles(directory)).toEqual([path]);
  });

  it('says that a directory cannot be used before it asks', async () => {
    const path = join(await createDirectory(), 'file');
    await writeFile(path, 'in the way');
    const model = scriptedProvider(['paid for nothing']);
    const error: unknown = await cachedProvider(model, { directory: path })
      .complete(ask('?'))
      .catch((reason: unknown) => reason);
    expect(StoreError.isInstance(error) && error.path.startsWith(path)).toBe(true);
    expect(model.requests).toEqual([]);
  });

  it('holds no key and no header', async () => {
    const directory = await createDirectory();
    const { model } = await startModel([
      { text: 'Hi', headers: { 'x-echo': apiKey } },
      { status: 400, message: apiKey },
    ]);
    const provider = cachedProvider(model, { directory });
    await provider.complete(ask('?'));
    await expect(provider.complete(ask('!'))).rejects.toThrow('status 400');
    const text = await readAll(directory);
    expect(text).toContain('Hi');
    expect(text).not.toContain(apiKey);
    expect(text).not.toMatch(/authorization|bearer|x-echo/i);
  });

  it('keeps prices and names of the provider', async () => {
    const provider = cachedProvider(scriptedProvider([], { name: 'n', modelId: 'm', prices }), {
      directory: '/nowhere',
    });
    expect(provider).toMatchObject({ specificationVersion: 'v1', name: 'n', modelId: 'm', prices });
  });
});
