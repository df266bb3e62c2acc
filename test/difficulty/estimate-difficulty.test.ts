import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Coverage,
  createPatch,
  type DifficultyFacts,
  difficultyFactNames,
  estimateDifficulty,
  InvalidArgumentError,
  readDifficultyFacts,
  type Repository,
  scoreDifficultyFacts,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { instanceOf } from './support.ts';

const files = {
  'shop/price.py': `import functools


def rounded(value):
    return round(value, 2)


def total(items):
    if not items:
        return 0
    return rounded(sum(item.price for item in items))


class Basket:
    limit = 10

    def __init__(self, items):
        self.items = items

    def price(self):
        def add(extra):
            return total(self.items) + extra
        return add(0)


def never_tested():
    return 1
`,
  'shop/report.py': `from shop.price import Basket


def report(items):
    return str(Basket(items).price())


def decorated(function):
    return function


@decorated
def printed(items):
    return list(map(report, [items]))
`,
  'tests/test_report.py': `import pytest
from shop.report import report, printed


@pytest.fixture
def printing():
    return printed


class TestReport:
    def test_report(self):
        assert report([]) == '0'

    def test_printed(self, printing):
        assert printing([]) == ['0']


def test_nothing():
    pass
`,
};
const repository = createMemoryRepository({ files, mirrorName: 'owner__name.1a2b3c4d' });

/** An instance that changes texts of files. */
function changing(
  changes: readonly (readonly [path: keyof typeof files, before: string, after: string])[],
  failToPass: readonly string[] = ['tests/test_report.py::TestReport::test_report'],
) {
  const changed = new Map<string, string>();
  for (const [path, before, after] of changes) {
    const text = changed.get(path) ?? files[path];
    expect(text).toContain(before);
    changed.set(path, text.replace(before, after));
  }
  const patch = [...changed].map(([path, after]) => ({
    path,
    before: files[path as keyof typeof files],
    after,
  }));
  return instanceOf('a', { patch: createPatch(patch), FAIL_TO_PASS: failToPass });
}

async function factsOf(
  instance: ReturnType<typeof changing>,
  options: { coverage?: Coverage; maxCallDistance?: number; repository?: Repository } = {},
): Promise<DifficultyFacts> {
  return readDifficultyFacts(instance, { repository, ...options });
}

describe('readDifficultyFacts', () => {
  it('counts files, lines, tests and their files without a repository, and knows nothing of the code', async () => {
    const instance = changing(
      [
        ['shop/price.py', 'return 0', 'return 1'],
        ['shop/report.py', 'return str(', 'return repr('],
      ],
      ['tests/test_a.py::test_a[1-x::y]', 'tests/test_a.py::test_b', 'tests/test_b.py::TestB::test_b'],
    );
    expect(await readDifficultyFacts(instance)).toEqual({
      files: 2,
      lines: 4,
      failToPass: 3,
      testFiles: 2,
      functions: undefined,
      callDistance: undefined,
      complexity: undefined,
    });
  });

  it('follows names from the tests to the change', async () => {
    const distance = async (before: string, after: string, path: keyof typeof files = 'shop/price.py') =>
      (await factsOf(changing([[path, before, after]]))).callDistance;
    expect(await distance('return str(', 'return repr(', 'shop/report.py')).toBe(1);
    expect(await distance('self.items = items', 'self.items = []')).toBe(2);
    // The function inside counts as part of the method around it.
    expect(await distance('+ extra', '- extra')).toBe(2);
    expect(await distance('return 0', 'return 1')).toBe(3);
    expect(await distance('round(value, 2)', 'round(value, 3)')).toBe(4);
    expect(await distance('return 1\n', 'return 2\n')).toBeUndefined();
  });

  it('goes through fixtures, decorators and functions that are passed on', async () => {
    const test = ['tests/test_report.py::TestReport::test_printed'];
    const distance = async (before: string, after: string) =>
      (await factsOf(changing([['shop/report.py', before, after]], test))).callDistance;
    // test -> printing -> printed -> decorated, report
    expect(await distance('list(map(report, [items]))', '[]')).toBe(2);
    expect(await distance('return function', 'return None')).toBe(3);
    expect(await distance('return str(', 'return repr(')).toBe(3);
  });

  it.each([
    ['a name that stands for another', 'made = wrap(helper)\nalias = made\n', 'alias()', 1],
    ['a name in a list of parameters', '', '[helper]', 1],
    [
      'a method Python calls by itself',
      'class Box:\n    def __getitem__(self, key):\n        return helper(key)\n',
      'Box()[1]',
      2,
    ],
    ['a variable of the same name', '', '(lambda helper: helper)(1)', undefined],
    ['an argument of the same name', '', 'dict(helper=1)', undefined],
    ['an attribute that is only read', '', 'str.helper', undefined],
    ['an attribute that is called', '', 'pytest.helper()', 1],
  ])('follows %s as far as it leads', async (_, module, expression, expected) => {
    const code = `def wrap(x):\n    return x\n\n\ndef helper(*a):\n    return 1\n\n\n${module}`;
    const other = createMemoryRepository({
      files: { 'm.py': code, 'test_m.py': `def test_m():\n    assert ${expression}\n` },
    });
    const patch = createPatch([{ path: 'm.py', before: code, after: code.replace('return 1', 'return 2') }]);
    const instance = instanceOf('a', { patch, FAIL_TO_PASS: ['test_m.py::test_m'] });
    expect((await factsOf(instance, { repository: other })).callDistance).toBe(expected);
  });

  it('takes the farthest of several changes, and follows no more calls than told', async () => {
    const instance = changing([
      ['shop/report.py', 'return str(', 'return repr('],
      ['shop/price.py', 'round(value, 2)', 'round(value, 3)'],
    ]);
    expect(await factsOf(instance)).toMatchObject({ functions: 2, callDistance: 4, complexity: 0 });
    expect((await factsOf(instance, { maxCallDistance: 3 })).callDistance).toBe(1);
    expect((await factsOf(instance, { maxCallDistance: 0 })).callDistance).toBeUndefined();
  });

  it('does not know the distance from tests that are not there or mention nothing', async () => {
    for (const test of [
      'tests/test_report.py::test_nothing',
      'tests/gone.py::test_x',
      'shop.tests.test_x',
      '',
    ]) {
      const facts = await factsOf(changing([['shop/price.py', 'return 0', 'return 1']], [test]));
      expect(facts.callDistance).toBeUndefined();
      expect(facts.functions).toBe(1);
    }
  });

  it('goes only through what the tests execute, where that is known', async () => {
    const test = 'tests/test_report.py::TestReport::test_report';
    const coverageOf = (
      lines: Readonly<Record<string, string>>,
      unknown: readonly string[] = [],
    ): Coverage => ({
      importing: { lines: {}, reads: [], seconds: 0 },
      tests: { [test]: { lines, reads: [], unknown, tracedSeconds: 0, seconds: 0 } },
      orderDependent: { lines: {}, reads: [] },
      leaving: [],
      sharing: [],
      preload: [],
    });
    const instance = changing([['shop/price.py', 'return 0', 'return 1']]);
    const whole = coverageOf({ 'shop/price.py': '5-22', 'shop/report.py': '5' });
    expect((await factsOf(instance, { coverage: whole })).callDistance).toBe(3);
    // `report` is never executed, so the way through it is none.
    const without = { 'shop/price.py': '5-22' };
    expect((await factsOf(instance, { coverage: coverageOf(without) })).callDistance).toBeUndefined();
    expect(
      (await factsOf(instance, { coverage: coverageOf(without, ['subprocess.Popen']) })).callDistance,
    ).toBe(3);
  });

  it.each([
    [
      'a method removed with the line before it',
      [['shop/price.py', '\n    def __init__(self, items):\n        self.items = items\n', '']],
      1,
    ],
    [
      'a line added to the end of a function',
      [
        [
          'shop/price.py',
          'return rounded(sum(item.price for item in items))\n',
          'return rounded(sum(item.price for item in items))\n    return 2\n',
        ],
      ],
      1,
    ],
    [
      'a method added to a class',
      [
        [
          'shop/price.py',
          'self.items = items\n',
          'self.items = items\n\n    def more(self):\n        return 1\n',
        ],
      ],
      1,
    ],
    ['a line of a class outside its methods', [['shop/price.py', 'limit = 10', 'limit = 9']], 1],
    ['lines outside any definition', [['shop/price.py', 'import functools', 'import itertools']], 0],
    ['the decorator of a function', [['shop/report.py', '@decorated\n', '']], 1],
    [
      'two functions',
      [
        ['shop/price.py', 'return 0', 'return 1'],
        ['shop/price.py', 'value, 2', 'value, 3'],
      ],
      2,
    ],
  ] as const)('counts %s', async (_, changes, functions) => {
    expect((await factsOf(changing(changes))).functions).toBe(functions);
  });

  it('knows nothing of the code where the patch does not fit, and finds definitions in new files', async () => {
    const elsewhere = createMemoryRepository({ files: { ...files, 'shop/price.py': 'x = 1\n' } });
    const instance = changing([['shop/price.py', 'return 0', 'return 1']]);
    expect(await factsOf(instance, { repository: elsewhere })).toMatchObject({
      functions: undefined,
      callDistance: undefined,
      complexity: undefined,
      lines: 2,
    });
    const added = createPatch([{ path: 'new.py', before: null, after: 'def f():\n    pass\n' }]);
    expect(await factsOf(instanceOf('a', { patch: added }))).toMatchObject({ functions: 1, files: 1 });
  });

  it('gives the complexity of the most complex function, before it was broken', async () => {
    const instance = changing([
      ['shop/price.py', 'if not items:\n        return 0\n', ''],
      ['shop/price.py', 'value, 2', 'value, 3'],
    ]);
    const facts = await factsOf(instance);
    expect(facts.complexity).toBeGreaterThan(0);
  });
});

describe('scoreDifficultyFacts', () => {
  const fact = fc.integer({ min: 0, max: 5000 });
  const unknowable = fc.option(fact, { nil: undefined, freq: 4 });
  const anyFacts: fc.Arbitrary<DifficultyFacts> = fc.record({
    files: fact,
    functions: unknowable,
    lines: fact,
    failToPass: fact,
    testFiles: fact,
    callDistance: unknowable,
    complexity: unknowable,
  });

  it('never falls when a fact grows, and stays from 1 to 9', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(...difficultyFactNames),
        fc.integer({ min: 1, max: 5000 }),
        (facts, name, more) => {
          const { estimatedScore } = scoreDifficultyFacts(facts);
          expect(estimatedScore).toBeGreaterThanOrEqual(1);
          expect(estimatedScore).toBeLessThan(9);
          const value = facts[name];
          if (value === undefined) return;
          const grown = scoreDifficultyFacts({ ...facts, [name]: value + more }).estimatedScore;
          if (value + more > 1) expect(grown).toBeGreaterThan(estimatedScore);
          else expect(grown).toBeGreaterThanOrEqual(estimatedScore);
        },
      ),
    );
  });

  it('counts what is not known as the others, and names it', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { unknown } = scoreDifficultyFacts(facts);
        expect(unknown).toEqual(difficultyFactNames.filter((name) => facts[name] === undefined));
      }),
    );
    const least = {
      files: 1,
      functions: 1,
      lines: 1,
      failToPass: 1,
      testFiles: 1,
      callDistance: 1,
      complexity: 0,
    };
    expect(scoreDifficultyFacts(least)).toEqual({ estimatedScore: 1, unknown: [] });
    expect(scoreDifficultyFacts({ ...least, callDistance: undefined }).estimatedScore).toBe(1);
    const half = {
      files: 2,
      functions: 3,
      lines: 16,
      failToPass: 21,
      testFiles: 4,
      callDistance: 3,
      complexity: 10,
    };
    expect(scoreDifficultyFacts(half).estimatedScore).toBeCloseTo(5);
    expect(scoreDifficultyFacts({ ...half, functions: undefined }).estimatedScore).toBeCloseTo(5);
  });

  it('refuses what is no count', () => {
    const facts = { files: 1, lines: 1, failToPass: 1, testFiles: 1 };
    for (const wrong of [-1, Number.NaN]) {
      const given = { ...facts, functions: wrong, callDistance: undefined, complexity: undefined };
      expect(() => scoreDifficultyFacts(given)).toThrow(InvalidArgumentError);
    }
  });
});

describe('estimateDifficulty', () => {
  it('gives score, facts and what is not known, under names no rating has', async () => {
    const instance = changing([['shop/price.py', 'return 0', 'return 1']]);
    const estimate = await estimateDifficulty(instance, { repository });
    const facts = await factsOf(instance);
    expect(estimate).toEqual({
      status: 'estimated',
      instanceId: instance.instance_id,
      facts,
      ...scoreDifficultyFacts(facts),
    });
    expect(estimate).not.toHaveProperty('score');
    expect(estimate).not.toHaveProperty('label');
  });

  it('does not estimate what cannot be read', async () => {
    expect(await estimateDifficulty(instanceOf('a', { patch: 'nothing of the kind' }))).toMatchObject({
      status: 'not-estimated',
      message: expect.stringContaining('no changed file') as string,
    });
  });
});
