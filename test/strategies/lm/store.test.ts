import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DataFormatError,
  InvalidArgumentError,
  LmModifier,
  type LmModifierOptions,
  openJsonlStore,
  StoreError,
} from 'bugsmith';
import { createMemoryRepository, scriptedProvider, type ScriptedAnswer } from 'bugsmith/testing';

import { createDirectory } from '../../providers/support.ts';
import { block, brokenDiscount, collect, discount } from './support.ts';

const source = Array.from({ length: 8 }, (_, index) => discount.replace('discount', `f${index}`)).join('\n');
const repository = createMemoryRepository({ files: { 'a.py': source } });
const nameIn = (content: string): number => Number(/`f(\d)`/.exec(content)?.[1]);

/** Every third reply is no good. */
function answer(content: string): ScriptedAnswer {
  const name = nameIn(content);
  if (name % 3 === 2) return { text: 'no', costUsd: 0.01 };
  return { text: brokenDiscount.replace('discount', `f${name}`), costUsd: undefined };
}

async function start(path: string, options: Partial<LmModifierOptions> = {}, answers = answer) {
  const store = await openJsonlStore(path, { header: { kind: 'bugs' } });
  const provider = scriptedProvider(({ messages }) => answers(messages.at(-1)?.content ?? ''));
  const events: unknown[] = [];
  const modifier = new LmModifier({
    provider,
    mode: 'modify',
    repairTurns: 0,
    concurrency: 2,
    store,
    onRefused: (refusal) => events.push(refusal),
    ...options,
  });
  return {
    provider,
    events,
    /** Candidates and refusals as they come; stops after some candidates. */
    run: async (maximum = Number.POSITIVE_INFINITY): Promise<unknown[]> => {
      try {
        let count = 0;
        for await (const candidate of modifier.generate(repository)) {
          events.push(candidate);
          count += 1;
          if (count >= maximum) break;
        }
      } finally {
        await store.close();
      }
      return events;
    },
  };
}

const isCandidate = (event: unknown): boolean => !Object.hasOwn(event as object, 'status');

async function storePath(): Promise<string> {
  return join(await createDirectory(), 'bugs', 'attempts.jsonl');
}

describe('a store', () => {
  it('lets a run go on where another stopped, without asking again', async () => {
    const whole = await (await start(await storePath())).run();
    expect(whole).toHaveLength(8);
    const path = await storePath();
    let asked = 0;
    for (const maximum of [1, 2, 4, Number.POSITIVE_INFINITY]) {
      const { run, provider } = await start(path);
      const events = await run(maximum);
      expect(events.filter(isCandidate)).toEqual(whole.filter(isCandidate).slice(0, maximum));
      asked += provider.requests.length;
    }
    // What was under way when a run stopped is asked for again; two calls at a time, three times stopped.
    expect(asked).toBeLessThanOrEqual(8 + 3 * 2);
    const again = await start(path);
    expect(await again.run()).toEqual(whole);
    expect(again.provider.requests).toEqual([]);
  });

  it('has the same bytes whatever came back first', async () => {
    const contents: string[] = [];
    for (const concurrency of [1, 5]) {
      const path = await storePath();
      await (await start(path, { concurrency })).run();
      contents.push(await readFile(path, 'utf8'));
    }
    expect(contents[1]).toBe(contents[0]);
  });

  it('does not keep calls that failed', async () => {
    const path = await storePath();
    const failing = await start(path, {}, (content) =>
      nameIn(content) === 3 ? new (class extends Error {})('lost') : answer(content),
    );
    await expect(failing.run()).rejects.toThrow('lost');
    const { run, provider } = await start(path);
    expect(await run()).toHaveLength(8);
    expect(provider.requests.map(({ messages }) => nameIn(messages.at(-1)?.content ?? ''))).toContain(3);
  });

  it('serves more attempts and fewer entities too', async () => {
    const path = await storePath();
    await (await start(path)).run();
    const more = await start(path, { bugsPerEntity: 2 }, (content) =>
      block(source.replace('>', '>=') && `def f${nameIn(content)}(total, rate=0.1):\n    return 0`),
    );
    expect(await more.run()).toHaveLength(16);
    expect(more.provider.requests).toHaveLength(8);
    const fewer = await start(path, { score: ({ name }) => (name === 'f4' ? 1 : undefined) });
    expect(await fewer.run()).toMatchObject([{ entity: { qualifiedName: 'f4' } }]);
    expect(fewer.provider.requests).toEqual([]);
  });

  it.each<[string, Partial<LmModifierOptions>]>([
    ['seed', { seed: 7 }],
    ['mode', { mode: 'rewrite', name: 'lm_modify' }],
    ['strategy', { name: 'func_fun' }],
    ['model', { provider: scriptedProvider([], { modelId: 'other' }) }],
    ['request', { prompt: () => [{ role: 'user', content: 'Break it!' }] }],
    ['request', { temperature: 1 }],
  ])('of another %s is refused before anything is asked', async (field, options) => {
    const path = await storePath();
    await (await start(path)).run();
    const before = await readFile(path, 'utf8');
    const { run, provider } = await start(path, options);
    const error: unknown = await run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ reason: 'other-header', field });
    expect(provider.requests).toEqual([]);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('of another commit is refused', async () => {
    const path = await storePath();
    await (await start(path)).run();
    const store = await openJsonlStore(path, { header: { kind: 'bugs' } });
    const modifier = new LmModifier({ provider: scriptedProvider([]), mode: 'modify', store });
    const other = createMemoryRepository({ files: { 'a.py': `${source}\n` } });
    await expect(collect(modifier.generate(other))).rejects.toThrow(/`(?:commit|repository)`/);
    await store.close();
  });

  it('is read once for each time it is opened', async () => {
    const path = await storePath();
    const store = await openJsonlStore(path, { header: {} });
    const modifier = new LmModifier({
      provider: scriptedProvider(() => ''),
      mode: 'modify',
      store,
      repairTurns: 0,
    });
    await collect(modifier.generate(repository));
    await expect(collect(modifier.generate(repository))).rejects.toThrow(InvalidArgumentError);
    await store.close();
  });

  it('that holds something else is refused with the file', async () => {
    const path = await storePath();
    await (await start(path)).run();
    await appendFile(path, '{"entity": 5}\n');
    const error: unknown = await (await start(path)).run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataFormatError);
    expect(error).toMatchObject({ file: path, field: 'entity' });
  });
});
