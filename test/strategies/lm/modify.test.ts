import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  LmModifier,
  type LmModifierOptions,
  parsePatch,
  readSwesmithLayout,
  writeSwesmithLayout,
} from 'bugsmith';
import { createMemoryRepository, scriptedProvider } from 'bugsmith/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { connect, createDirectory, listFiles } from '../../providers/support.ts';
import { applied, block, brokenDiscount, collect, discount, one, run } from './support.ts';

const basket = `class Basket(dict):
    """What is bought."""

    def total(self):
        return sum(self.values())

    def count(self):
        return len(self)
`;
const shop = createMemoryRepository({
  files: { 'shop/prices.py': discount, 'shop/basket.py': basket, 'tests/test_shop.py': discount },
});

/** Breaks whatever it is asked for, in a way of its own. */
function breakAnything(prompt: string, index = 0): string {
  const [, code = ''] = /```python\n([\s\S]*)```/.exec(prompt) ?? [];
  const changed = code
    .replace('total > 100', `total > ${index + 101}`)
    .replace('sum(self.values())', `sum(self.values()) + ${index + 1}`)
    .replace('len(self)', `len(self) - ${index + 1}`);
  return `Explanation: Number ${index} is off.\n\n${block(changed)}`;
}

describe('a candidate', () => {
  it('has the patch, the facts and the cost', async () => {
    const reply = `Explanation: An even hundred counts as a lot.\n\nBugged Code:\n${brokenDiscount}`;
    const { candidates, refusals } = await run(one(discount), [reply]);
    expect(refusals).toEqual([]);
    expect(candidates).toEqual([
      {
        id: expect.stringMatching(/^[a-z0-9]{8}$/) as string,
        strategy: 'lm_modify',
        patch: [
          'diff --git a/shop/prices.py b/shop/prices.py',
          '--- a/shop/prices.py',
          '+++ b/shop/prices.py',
          '@@ -3,6 +3,6 @@',
          ' ',
          '     Nothing is taken off small ones.',
          '     """',
          '-    if total > 100:  # a lot',
          '+    if total >= 100:  # a lot',
          '         return total * (1 - rate)',
          '     return total',
          '',
        ].join('\n'),
        explanation: 'An even hundred counts as a lot.',
        entity: {
          kind: 'function',
          qualifiedName: 'discount',
          path: 'shop/prices.py',
          startLine: 1,
          endLine: 8,
        },
        costUsd: 0.2,
        metadata: {
          output: reply,
          rewrite: discount.replace('>', '>=').trimEnd(),
          model: 'small-model',
          attempt: 0,
          calls: 1,
          input_tokens: 100,
          output_tokens: 10,
        },
      },
    ]);
    expect(JSON.parse(JSON.stringify(candidates))).toEqual(candidates);
  });

  it('is made of functions, methods and classes, but not of test files', async () => {
    const { candidates } = await run(shop, breakAnything);
    expect(candidates.map(({ entity }) => entity?.qualifiedName)).toEqual([
      'Basket',
      'Basket.total',
      'Basket.count',
      'discount',
    ]);
    for (const { patch } of candidates) expect(parsePatch(patch)).toHaveLength(1);
  });

  it('has no cost where the price or the tokens are not known', async () => {
    const { candidates, refusals } = await run(
      shop,
      (prompt, index) => ({
        text: index === 1 ? 'no' : breakAnything(prompt, index),
        usage: index < 2 ? null : { inputTokens: 1, outputTokens: 1 },
      }),
      { concurrency: 1 },
    );
    expect(candidates.map(({ costUsd }) => costUsd)).toEqual([undefined, 0.011, 0.011]);
    expect(candidates[0]?.metadata).not.toHaveProperty('input_tokens');
    expect(refusals).toMatchObject([
      { costUsd: undefined, usage: { inputTokens: undefined, outputTokens: undefined } },
    ]);
  });

  it('takes a model of the AI SDK as it is', async () => {
    const { server } = await run(one(discount), () => brokenDiscount);
    const requestsBefore = server.requests.length;
    const modifier = new LmModifier({ provider: connect(server.url), mode: 'modify' });
    const [candidate] = await collect(modifier.generate(one(discount)));
    expect(candidate).toMatchObject({ strategy: 'lm_modify', costUsd: undefined });
    expect(server.requests.length).toBe(requestsBefore + 1);
  });

  it('lies in the layout of SWE-smith under the names its tools look for', async () => {
    const directory = await createDirectory();
    const { candidates } = await run(one(discount), () => brokenDiscount);
    const { candidates: unpriced } = await run(one(discount), () => ({
      text: block(discount.replace('100', '99')),
      usage: null,
    }));
    const results = [...candidates, ...unpriced].map(
      (candidate) => ({ status: 'no-test-broken', candidate, failToPass: [] }) as never,
    );
    await writeSwesmithLayout(results, { directory, repository: one(discount) });
    const files = (await listFiles(directory)).map((path) => path.slice(directory.length + 1));
    const bug = files.filter((path) => path.includes('lm_modify') && path.includes('bug_gen'));
    expect(bug).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/shop__prices\.py\/discount\/bug__lm_modify__[a-z0-9]{8}\.diff$/),
        expect.stringMatching(/shop__prices\.py\/discount\/metadata__lm_modify__[a-z0-9]{8}\.json$/),
      ]),
    );
    const metadata = await Promise.all(
      bug
        .filter((path) => path.endsWith('.json'))
        .map(async (path) => JSON.parse(await readFile(join(directory, path), 'utf8')) as object),
    );
    expect(metadata).toContainEqual({
      cost: 0.2,
      explanation: candidates[0]?.explanation,
      output: brokenDiscount,
      rewrite: discount.replace('>', '>=').trimEnd(),
      strategy: 'llm',
    });
    // What is not known is not said to be nothing.
    expect(metadata.filter((facts) => !('cost' in facts))).toHaveLength(1);
    const read = await collect(readSwesmithLayout(directory));
    expect(read.map(({ candidate }) => candidate.costUsd).sort()).toEqual([0.2, undefined]);
  });
});

describe('the seed', () => {
  const requests = async (options: Partial<LmModifierOptions>): Promise<unknown[]> => {
    const modifier = new LmModifier({ provider: scriptedProvider([]), mode: 'modify', ...options });
    return collect(modifier.requests(shop));
  };

  it('gives the same requests again, and another one other requests', async () => {
    const [first, second, other] = [
      await requests({ seed: 1 }),
      await requests({ seed: 1 }),
      await requests({ seed: 2 }),
    ];
    expect(first).toHaveLength(4);
    expect(second).toEqual(first);
    expect(other).toHaveLength(4);
    for (const request of other) expect(first).not.toContainEqual(request);
  });

  it('gives each attempt at an entity a request of its own', async () => {
    for (const mode of ['modify', 'rewrite'] as const) {
      const all = await requests({ mode, bugsPerEntity: 3 });
      expect(all).toHaveLength(12);
      expect(new Set(all.map((request) => JSON.stringify(request))).size).toBe(12);
    }
  });

  it('gives the same candidates in the same order whatever comes back first', async () => {
    const slowFirst = (prompt: string, index: number) => ({
      text: breakAnything(prompt),
      delayMs: index % 3 === 0 ? 30 : 0,
    });
    const options = { bugsPerEntity: 2, onRefused: () => undefined };
    const alone = await run(shop, slowFirst, { ...options, concurrency: 1 });
    const together = await run(shop, slowFirst, { ...options, concurrency: 8 });
    expect(alone.candidates).toHaveLength(4);
    expect(together.candidates).toEqual(alone.candidates);
  });
});

describe('several bugs of an entity', () => {
  it('are given once each, and what comes again is refused', async () => {
    const replies = [brokenDiscount, block(discount.replace('1 - rate', '1 + rate')), brokenDiscount];
    const { candidates, refusals } = await run(one(discount), replies, { bugsPerEntity: 3, concurrency: 1 });
    expect(candidates.map((candidate) => applied(candidate, discount))).toEqual([
      discount.replace('>', '>='),
      discount.replace('1 - rate', '1 + rate'),
    ]);
    expect(refusals).toMatchObject([
      { reason: 'duplicate', attempt: 2, costUsd: 0.2, reply: brokenDiscount, usage: { inputTokens: 100 } },
    ]);
  });
});

describe('requests', () => {
  it('are those of a run, and call nobody', async () => {
    const { server } = await run(shop, breakAnything, {
      temperature: 0.5,
      maxOutputTokens: 2000,
      concurrency: 1,
    });
    const provider = scriptedProvider([]);
    const modifier = new LmModifier({ provider, mode: 'modify', temperature: 0.5, maxOutputTokens: 2000 });
    const requests = await collect(modifier.requests(shop));
    expect(provider.requests).toEqual([]);
    expect(server.requests.map(({ body }) => body)).toMatchObject(
      requests.map(({ messages, seed }) => ({ messages, seed, temperature: 0.5, max_tokens: 2000 })),
    );
  });

  it('are made one at a time', async () => {
    let prompts = 0;
    const modifier = new LmModifier({
      provider: scriptedProvider([]),
      mode: 'modify',
      prompt: () => {
        prompts += 1;
        return [{ role: 'user', content: '?' }];
      },
    });
    for await (const request of modifier.requests(shop)) {
      expect(request.messages).toEqual([{ role: 'user', content: '?' }]);
      break;
    }
    expect(prompts).toBe(1);
  });
});

describe('options', () => {
  it.each<[string, object]>([
    ['mode', { mode: 'improve' }],
    ['name', { name: 'LM modify' }],
    ['provider', { provider: 'gpt-5' }],
    ['seed', { seed: 0.5 }],
    ['repairTurns', { repairTurns: -1 }],
    ['bugsPerEntity', { bugsPerEntity: 0 }],
    ['concurrency', { concurrency: Number.NaN }],
    ['maxEntities', { maxEntities: 0 }],
    ['maxOutputTokens', { maxOutputTokens: 1.5 }],
    ['minComplexity', { minComplexity: -1 }],
    ['temperature', { temperature: -1 }],
  ])('refuse a wrong `%s`', (argument, options) => {
    const make = (): unknown =>
      new LmModifier({ provider: scriptedProvider([]), mode: 'modify', ...options });
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(`\`${argument}\``);
  });
});
