import { describe, expect, it } from 'vitest';
import {
  type BugCandidate,
  extractEntities,
  type GenerateOptions,
  InvalidArgumentError,
  ProceduralModifier,
  type ProceduralModifierOptions,
  pythonModifications,
  type Repository,
  type SkippedFile,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { allModifications } from '../../support/candidates.ts';

const shop = `class Basket(dict):
    @property
    def total(self):
        total = 0
        for price, amount in self.items():
            if amount > 0 and price > 0:
                total += price * amount
            else:
                total -= 1
        return total

    @total.setter
    def total(self, value):
        if value < 0 or value > 100:
            value = value - 1
        self.value = value

def discount(total, rate):
    if total > 100 and rate < 1:
        return total * (1 - rate)
    return total
`;
const files = { 'shop/basket.py': shop, 'app.py': shop, 'tests/test_basket.py': shop, 'README.md': shop };
const repository = createMemoryRepository({ files });

async function generate(
  options: ProceduralModifierOptions = {},
  generateOptions: GenerateOptions = {},
  from: Repository = repository,
): Promise<BugCandidate[]> {
  return Array.fromAsync(new ProceduralModifier(options).generate(from, generateOptions));
}

const ids = (candidates: readonly BugCandidate[]): string[] => candidates.map(({ id }) => id);

describe('the seed', () => {
  it('gives the same candidates again, as JSON too', async () => {
    const [first, second] = [await generate({ seed: 5 }), await generate({ seed: 5 })];
    expect(first.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('decides which sites are taken', async () => {
    const [one, other] = [await generate({ seed: 1 }), await generate({ seed: 2 })];
    expect(new Set(ids(one))).not.toEqual(new Set(ids(other)));
  });

  it('gives a file the same candidates whatever other files there are', async () => {
    const alone = createMemoryRepository({ files: { 'shop/basket.py': shop } });
    const inFile = (await generate()).filter(({ entity }) => entity?.path === 'shop/basket.py');
    expect(await generate({}, {}, alone)).toEqual(inFile);
  });
});

describe('candidates', () => {
  it('come by path, and within a file by definition and modification', async () => {
    const order = pythonModifications.map(({ name }) => name);
    const places = (await generate({ likelihood: 1 })).map(({ entity, strategy }) => [
      entity?.path === 'app.py' ? 0 : 1,
      entity?.startLine ?? 0,
      order.indexOf(strategy),
    ]);
    const byPlace = (one: number[], other: number[]): number =>
      one.map((value, index) => value - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
    expect(places).toEqual(places.toSorted(byPlace));
    expect(new Set(places.map(([path]) => path))).toEqual(new Set([0, 1]));
  });

  it('say what they are', async () => {
    const [candidate] = await generate(
      { likelihood: 1 },
      {},
      createMemoryRepository({ files: { 'a.py': shop } }),
    );
    expect(candidate?.id).toMatch(/^[a-z0-9]{8}$/);
    expect(candidate?.patch).toMatch(
      /^diff --git a\/a\.py b\/a\.py\n--- a\/a\.py\n\+\+\+ b\/a\.py\n@@ -1,4 \+1,4 @@\n/,
    );
    expect(candidate).toEqual({
      id: candidate?.id,
      strategy: 'func_pm_class_rm_base',
      patch: candidate?.patch,
      explanation: 'A base class may be missing.',
      entity: { kind: 'class', qualifiedName: 'Basket', path: 'a.py', startLine: 1, endLine: 16 },
      costUsd: 0,
      metadata: { rewrite: shop.slice(0, shop.indexOf('\n\ndef discount')).replace('(dict)', '') },
    });
  });

  it('have ids that depend on the patch alone', async () => {
    const candidates = await generate({ likelihood: 1 });
    expect(new Set(ids(candidates)).size).toBe(candidates.length);
    const again = await generate({ likelihood: 1, seed: 99 });
    const idByPatch = new Map(again.map(({ patch, id }) => [patch, id]));
    const shared = candidates.filter(({ patch }) => idByPatch.has(patch));
    expect(shared.length).toBeGreaterThan(50);
    for (const { patch, id } of shared) expect(idByPatch.get(patch)).toBe(id);
  });

  it('are one for each place', async () => {
    const sum = `def f(a):\n    return ${Array.from({ length: 21 }, () => 'a').join(' + ')}\n`;
    const modifications = allModifications.filter(({ name }) => name === 'func_pm_op_change');
    const from = createMemoryRepository({ files: { 'a.py': sum } });
    const candidates = await generate({ modifications, likelihood: 1 }, {}, from);
    expect(candidates).toHaveLength(20);
    expect(new Set(ids(candidates)).size).toBe(20);
  });

  it('are made once when several ways lead to the same patch', async () => {
    const modifications = ['first', 'second'].flatMap((name) =>
      allModifications
        .filter((modification) => modification.name === 'func_pm_op_swap')
        .map((modification) => ({ ...modification, name })),
    );
    const candidates = await generate({ modifications, likelihood: 1 });
    expect(candidates.length).toBeGreaterThan(10);
    expect(new Set(candidates.map(({ strategy }) => strategy))).toEqual(new Set(['first']));
    expect(await generate({ modifications, likelihood: 1, maxBugs: 100 })).toEqual(candidates);
  });
});

describe('likelihood', () => {
  it('takes no site at 0, and every one at 1', async () => {
    expect(await generate({ likelihood: 0 })).toEqual([]);
    const all = await generate({ likelihood: 1 });
    const own = allModifications.map((modification) => ({ ...modification, likelihood: 1 }));
    expect(await generate({ modifications: own })).toEqual(
      await generate({ modifications: own, likelihood: 1 }),
    );
    expect(all.length).toBeGreaterThan((await generate()).length);
  });

  it('takes a share of them in between, and never fewer when it is greater', async () => {
    const [all, most, some] = [
      ids(await generate({ likelihood: 1 })),
      ids(await generate({ likelihood: 0.7 })),
      ids(await generate({ likelihood: 0.3 })),
    ];
    expect(all).toEqual(expect.arrayContaining(most));
    expect(most).toEqual(expect.arrayContaining(some));
    expect(some.length / all.length).toBeGreaterThan(0.15);
    expect(some.length / all.length).toBeLessThan(0.45);
  });
});

describe('files and entities', () => {
  const touched = (candidates: readonly BugCandidate[]): string[] => [
    ...new Set(
      candidates.map(({ entity }) => `${entity?.path} ${entity?.qualifiedName} ${entity?.startLine}`),
    ),
  ];

  it('leaves tests and files that are not Python alone', async () => {
    const paths = (await generate({ likelihood: 1 })).map(({ entity }) => entity?.path);
    expect(new Set(paths)).toEqual(new Set(['app.py', 'shop/basket.py']));
  });

  it('takes only the entities asked for, and tells a getter from its setter', async () => {
    const entities = await extractEntities(repository);
    const named = entities.filter(({ path, name }) => path === 'app.py' && name === 'total');
    const changed = await Promise.all(
      named.map(async (entity) => touched(await generate({ likelihood: 1 }, { entities: [entity] }))),
    );
    expect(changed).toEqual([['app.py Basket.total 2'], ['app.py Basket.total 12']]);
    expect(await generate({ likelihood: 1 }, { entities: [] })).toEqual([]);
  });

  it('gives an entity the candidates it has among all', async () => {
    const entities = await extractEntities(repository);
    const chosen = entities.filter(({ qualifiedName }) => qualifiedName === 'discount');
    const among = (await generate()).filter(({ entity }) => entity?.qualifiedName === 'discount');
    expect(await generate({}, { entities: chosen })).toEqual(among);
  });

  it('changes tests when they are asked for', async () => {
    const entities = await extractEntities(repository, { includeTests: true, include: ['tests/**'] });
    const candidates = await generate({ likelihood: 1 }, { entities });
    expect(new Set(candidates.map(({ entity }) => entity?.path))).toEqual(new Set(['tests/test_basket.py']));
  });

  it('follows the patterns of paths', async () => {
    const paths = async (options: ProceduralModifierOptions): Promise<string[]> => [
      ...new Set((await generate(options)).map(({ entity }) => entity?.path ?? '')),
    ];
    expect(await paths({ include: ['shop/**'] })).toEqual(['shop/basket.py']);
    expect(await paths({ exclude: ['shop/**'] })).toEqual(['app.py']);
  });
});

describe('files that Python does not take', () => {
  it.each([
    ['def f(:\n    pass\n', 1],
    ['def f():\n    x = 1\n      y = 2\n', 3],
    ['def f():\n    if x:\n            y = 1\n        z = 1\n', 4],
    ['def f():\n    x = 1\n  y = 2\n', 3],
    [' x = 1\n', 1],
    ['if x:\n    y = 1\n  else:\n    y = 2\n', 3],
    ['try:\n    y = 1\n    except x:\n        y = 2\n', 3],
    ['if x:\n\ty = 1\n        z = 1\n', 3],
    ['def f():\n    x = 1; with y:\n        pass\n', 2],
    ['def f():\n    x = 1; \\\n    if x:\n        pass\n', 2],
    ['def f():\n    x = 1 # one\r    y = 2\n', 2],
    [Uint8Array.of(0x23, 0xff, 0x0a), undefined],
  ])('are passed to onSkip: %j', async (source, line) => {
    const skipped: SkippedFile[] = [];
    const from = createMemoryRepository({ files: { 'bad.py': source, 'good.py': shop } });
    const candidates = await generate({ onSkip: (file) => skipped.push(file) }, {}, from);
    expect(skipped.map((file) => [file.path, file.line])).toEqual([['bad.py', line]]);
    expect(skipped[0]?.reason).toMatch(/\w/);
    expect(candidates.every(({ entity }) => entity?.path === 'good.py')).toBe(true);
    expect(candidates.length).toBeGreaterThan(0);
    expect(await generate({}, {}, from)).toEqual(candidates);
  });

  it.each([
    'x = 1; \\\n  y = 2\n',
    '# a comment with a backslash \\\nif x:\n  y = 1\n',
    'if x:\n\f  y = 1\n  z = 1\n',
    'if x:\n  y = 1\n # comment\n\n  z = """\nz\n"""; a = 1\n',
    '\ufeffx = 1\r\ny = 2\r\n',
    'x = 1\r\r\ny = 2\r\r\n',
  ])('are not those with unusual layout: %j', async (layout) => {
    const skipped: SkippedFile[] = [];
    const from = createMemoryRepository({ files: { 'odd.py': layout + shop } });
    const candidates = await generate({ onSkip: (file) => skipped.push(file) }, {}, from);
    expect(skipped).toEqual([]);
    expect(candidates.length).toBeGreaterThan(0);
  });
});

describe('abortSignal', () => {
  it('ends the work before the first candidate, and between two of a file', async () => {
    const reason = new Error('enough');
    const aborted = generate({}, { abortSignal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);

    const controller = new AbortController();
    const candidates = new ProceduralModifier({ likelihood: 1 }).generate(repository, {
      abortSignal: controller.signal,
    });
    expect((await candidates.next()).done).toBe(false);
    controller.abort(reason);
    await expect(candidates.next()).rejects.toBe(reason);
  });

  it('is seen when a timer aborts in the middle of one large function', async () => {
    const text = `def f(a):\n${'    if a > 1 and a < 5:\n        a = a + 1\n'.repeat(3000)}`;
    const large = createMemoryRepository({ files: { 'large.py': text } });
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(reason);
    }, 10);
    const modifier = new ProceduralModifier({ likelihood: 1 });
    await expect(Array.fromAsync(modifier.generate(large, { abortSignal: controller.signal }))).rejects.toBe(
      reason,
    );
  });
});

describe('options', () => {
  it.each([
    { seed: 0.5 },
    { seed: Number.NaN },
    { likelihood: -0.1 },
    { likelihood: 1.1 },
    { likelihood: Number.NaN },
    { maxBugs: 0 },
    { maxBugs: 1.5 },
    { maxBugs: -1 },
  ] as const)('are checked at once: %j', (options) => {
    const [argument] = Object.keys(options);
    expect(() => new ProceduralModifier(options)).toThrow(InvalidArgumentError);
    expect(() => new ProceduralModifier(options)).toThrow(`\`${argument}\``);
  });
});
