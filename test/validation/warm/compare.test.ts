import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { testPython } from '../../support/python.ts';

const modules = fileURLToPath(new URL('../../../src/validation/warm', import.meta.url));

function runPython(script: string, args: readonly string[], input = ''): unknown {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // Without columns, functions on one line are harder to tell apart.
  const options = ['-W', 'ignore', '-X', 'no_debug_ranges'];
  const { stdout, stderr, status } = spawnSync(testPython, [...options, path, modules, ...args], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

type Comparison = {
  readonly error: string | null;
  readonly same: boolean;
  readonly lines: readonly number[];
  readonly pairs: readonly string[];
};

/** What is found about each change, in one process for all. */
function compareAll(changes: readonly (readonly [before: string, after: string])[]): Comparison[] {
  const requests = changes.map(([before, after]) => ({ old: before, new: after }));
  return runPython('run_compare.py', [], JSON.stringify(requests)) as Comparison[];
}

function compare(before: string, after: string): Comparison {
  const [comparison] = compareAll([[before, after]]);
  if (comparison === undefined) throw new Error('no answer');
  return comparison;
}

const inFunction = (body: string): string => `def f(a, b):\n${body.replace(/^(?=.)/gm, '    ')}\n`;

type Case = readonly [name: string, before: string, after: string, lines: readonly number[]];

describe('lines a change in a function can be noticed on', () => {
  // The body starts on line 2.
  const cases: readonly Case[] = [
    ['an operator', 'x = a\nreturn x + b', 'x = a\nreturn x - b', [3]],
    ['a constant of another type', 'if a:\n    return 1\nreturn b', 'if a:\n    return True\nreturn b', [3]],
    ['the sign of zero', 'if a:\n    return 0.0\nreturn b', 'if a:\n    return -0.0\nreturn b', [3]],
    ['the type inside a tuple', 'return a in (1, (2, 3))', 'return a in (1, (2.0, 3))', [2]],
    ['a removed line', 'a()\nb()\nreturn a', 'a()\nreturn a', [3]],
    ['a removed last line', 'a()\nb()', 'a()', [3]],
    ['an inserted line', 'a()\nreturn b', 'a()\nprint(b)\nreturn b', [3]],
    ['a line inserted into a branch', 'if a:\n    b()\nreturn a', 'if a:\n    b()\n    b()\nreturn a', [4]],
    ['a removed if', 'if a:\n    b()\nreturn a', 'b()\nreturn a', [2]],
    ['a removed else', 'if a:\n    b()\nelse:\n    a()\nreturn b', 'if a:\n    b()\nreturn b', [5]],
    ['an inserted else', 'if a:\n    b()\nreturn b', 'if a:\n    b()\nelse:\n    a()\nreturn b', [4]],
    [
      'swapped branches',
      'if a:\n    return 1\nelse:\n    return 2',
      'if a:\n    return 2\nelse:\n    return 1',
      [3, 5],
    ],
    ['an inverted condition', 'if a:\n    return 1\nreturn 2', 'if not a:\n    return 1\nreturn 2', [2]],
    ['a removed loop', 'for x in a:\n    b(x)\nreturn b', 'return b', [2]],
    [
      'break for continue',
      'for x in a:\n    if x:\n        break\n    b()',
      'for x in a:\n    if x:\n        continue\n    b()',
      [4],
    ],
    ['a removed with', 'b()\nwith a:\n    b()', 'b()\nb()', [3]],
    [
      'another exception',
      'try:\n    a()\nexcept KeyError:\n    b()',
      'try:\n    a()\nexcept ValueError:\n    b()',
      [4],
    ],
    ['a removed global', 'global x\nif a:\n    x = 1\nb()', 'if a:\n    x = 1\nb()', [4]],
    [
      'one argument of many lines',
      'return b(\n    a,\n    1,\n    b,\n)',
      'return b(\n    a,\n    2,\n    b,\n)',
      [4],
    ],
    [
      'a comprehension',
      'c = [\n    x + 1\n    for x in a\n]\nreturn c',
      'c = [\n    x - 1\n    for x in a\n]\nreturn c',
      [3],
    ],
    ['a lambda', 'b(\n    lambda:\n        a + 1\n)', 'b(\n    lambda:\n        a - 1\n)', [4]],
    ['a nested function', 'def g():\n    return a\nreturn g', 'def g():\n    return a()\nreturn g', [3]],
    ['a nested signature', 'def g():\n    return a\nreturn g', 'def g(x):\n    return a\nreturn g', [2]],
    [
      'what a nested function closes over',
      'def g():\n    b()\n    return a\nreturn g',
      'def g():\n    return a\nreturn g',
      [2],
    ],
    ['a generator', 'yield a\nyield b', 'yield a\nyield a', [3]],
    ['a yield removed', 'if a:\n    yield b\nreturn 1', 'if a:\n    b\nreturn 1', [1]],
    [
      'an assertion',
      'x = a\nassert x > b, (\n    x\n)\nreturn x',
      'x = a\nassert x > b, (\n    a\n)\nreturn x',
      [4],
    ],
    [
      'a case',
      'match a:\n    case 1:\n        b()\n    case _:\n        a()',
      'match a:\n    case 1:\n        b()\n    case _:\n        b()',
      [6],
    ],
    [
      'the order of names a function looks at',
      'if a:\n    y = 1\nx = 1\ny = 2\nreturn list(locals())',
      'if a:\n    b()\nx = 1\ny = 2\nreturn list(locals())',
      [2],
    ],
  ];
  const answers = compareAll(cases.map(([, before, after]) => [inFunction(before), inFunction(after)]));

  it.each(cases.map(([name, , , lines], index) => [name, lines, answers[index]] as const))(
    '%s',
    (_, lines, answer) => {
      expect(answer).toMatchObject({ error: null, same: false, lines });
    },
  );

  it('are those of the handler when only what is done with an exception changes', () => {
    const { lines } = compare(
      inFunction('try:\n    a()\nexcept KeyError:\n    b()\nreturn a'),
      inFunction('a()\nreturn a'),
    );
    // Before 3.11, a try statement is an instruction of its own.
    expect([[2], [4]]).toContainEqual(lines);
  });

  it('are those of every way that leads to the change', () => {
    const { lines } = compare(
      inFunction('if a:\n    b()\nelse:\n    pass\na()\nreturn b'),
      inFunction('if a:\n    b()\nelse:\n    pass\nreturn 1\na()\nreturn b'),
    );
    expect(lines).toContain(6);
  });

  it('are found in coroutines', () => {
    const source =
      'async def f(a):\n    async with a as b:\n        await b\n    async for c in a:\n        yield c\n';
    expect(compare(source, source.replace('await b', 'await a')).lines).toEqual([3]);
    expect(compare(source, source.replace('yield c', 'yield a')).lines).toEqual([5]);
  });
});

describe('lines of a module', () => {
  const cases: readonly Case[] = [
    ['a constant', 'x = 1\ny = 2\n', 'x = 1\ny = 3\n', [2]],
    ['a default', 'x = 1\ndef f(a=1):\n    return a\n', 'x = 1\ndef f(a=2):\n    return a\n', [2]],
    ['a parameter', 'x = 1\ndef f(a):\n    return a\n', 'x = 1\ndef f(a, b):\n    return a\n', [2]],
    ['a keyword-only parameter', 'def f(a, b):\n    return a\n', 'def f(a, *, b):\n    return a\n', [1]],
    ['a docstring', 'def f():\n    "one"\n    return 1\n', 'def f():\n    "two"\n    return 1\n', [1]],
    ['a removed decorator', 'x = 1\n@x\ndef f():\n    return 1\n', 'x = 1\ndef f():\n    return 1\n', [2]],
    ['a base class', 'class A(int):\n    pass\n', 'class A(str):\n    pass\n', [1]],
    ['a class attribute', 'class A:\n    x = 1\n    y = 2\n', 'class A:\n    x = 1\n    y = 3\n', [3]],
    [
      'a removed method',
      'class A:\n    def f(self):\n        return 1\n    x = 1\n',
      'class A:\n    x = 1\n',
      [2],
    ],
  ];
  const answers = compareAll(cases.map(([, before, after]) => [before, after]));

  it.each(cases.map(([name, , , lines], index) => [name, lines, answers[index]] as const))(
    '%s',
    (_, lines, answer) => {
      expect(answer).toMatchObject({ error: null, same: false, lines });
    },
  );

  it('are all when the compiler warns of something else', () => {
    const source = 'def f(a):\n    return a == 5\n';
    expect(compare(source, source.replace('==', 'is')).lines).toEqual([1, 2, 3]);
  });

  it('are all when the text did not compile before', () => {
    expect(compare('x = (\n', 'x = 1\n')).toMatchObject({ error: null, same: false, lines: [1, 2] });
  });
});

describe('changes that nothing can notice', () => {
  const source =
    'class A:\n    x = 1\n\n    def f(self, a):\n        return lambda: a\n\n\ndef g():\n    class B:\n        pass\n\n    return B\n';

  it.each([
    ['nothing', source],
    ['comments and blank lines', source.replaceAll('\n', '  # note\n\n')],
    ['white space in a line', source.replace('x = 1', 'x  =  1')],
  ])('%s', (_, after) => {
    expect(compare(source, after)).toMatchObject({ error: null, same: true, lines: [], pairs: [] });
  });
});

it.each([
  ['wrong syntax', 'x = (\n', 'SyntaxError'],
  ['a name that is bound nowhere', 'def f():\n    nonlocal x\n', 'SyntaxError'],
  ['wrong indentation', 'if x:\ny\n', 'IndentationError'],
  ['a null byte', 'x = 1\0\n', 'null bytes'],
  ['too deep a nesting', `x = ${'('.repeat(5000)}${')'.repeat(5000)}\n`, 'Error'],
])('says why %s does not compile', (_, after, error) => {
  expect(compare('x = 1\n', after).error).toContain(error);
});

it('names the functions that changed and those around them', () => {
  const source =
    'class A:\n    def f(self):\n        def g():\n            return 1\n        return g\n    def h(self):\n        return 2\n';
  expect(compare(source, source.replace('return 1', 'return 3')).pairs).toEqual(['f', 'g']);
});

type Request = {
  readonly old: string;
  readonly new: string;
  readonly results: readonly string[];
  readonly rewrite?: boolean;
};

type Replacement = Comparison & {
  readonly isLoaded: readonly boolean[];
  readonly replaced: boolean;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
};

function replaceAll(requests: readonly Request[]): Replacement[] {
  return runPython('run_compare.py', [], JSON.stringify(requests)) as Replacement[];
}

/** What takes `+ 1` for `+ 2` everywhere. */
function changing(source: string, results: readonly string[], more: Partial<Request> = {}): Request {
  return { old: source, new: source.replaceAll('+ 1', '+ 2'), results, ...more };
}

describe('functions that are alive', () => {
  const kinds: readonly (readonly [name: string, source: string, result: string])[] = [
    ['a function', 'def f(a):\n    return a + 1\n', 'f(1)'],
    ['a method', 'class A:\n    def f(self, a):\n        return a + 1\nbound = A().f\n', 'bound(1)'],
    ['a static method', 'class A:\n    @staticmethod\n    def f(a):\n        return a + 1\n', 'A.f(1)'],
    ['a class method', 'class A:\n    @classmethod\n    def f(cls, a):\n        return a + 1\n', 'A.f(1)'],
    ['a property', 'class A:\n    @property\n    def f(self):\n        return 1 + 1 * len("a")\n', 'A().f'],
    [
      'a cached function',
      'import functools\n@functools.lru_cache(None)\ndef f(a):\n    return a + 1\n',
      '(f.cache_clear(), f(1))',
    ],
    ['a partial', 'import functools\ng = functools.partial(lambda a, b:\n    a + 1, 1)\n', 'g(2)'],
    [
      'a decorated function',
      'def keep(g):\n    def wrapper(*args):\n        return g(*args)\n    return wrapper\n@keep\ndef f(a):\n    return a + 1\n',
      'f(1)',
    ],
    [
      'what a decorator made',
      'def keep(g):\n    def wrapper(a):\n        return g(a) + 1\n    return wrapper\n@keep\ndef f(a):\n    return a\n',
      'f(1)',
    ],
    [
      'a method of a data class',
      'import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n    def f(self):\n        return self.x + 1\n',
      'A().f()',
    ],
    [
      'a function held by a collection',
      'import collections\nd = collections.defaultdict(lambda:\n    1 + 1 * len("a"))\n',
      'd.pop(1, None) or d[2] + d.pop(2) * 0',
    ],
    [
      'a function made by another',
      'def make(a):\n    def inner():\n        return a + 1\n    return inner\nmade = make(1)\n',
      'made() + make(10)()',
    ],
    [
      'a function with a comprehension',
      'def f(a):\n    return sum([x + 1\n        for x in a])\n',
      'f([1, 2])',
    ],
    [
      'a method of a class in a function',
      'def f():\n    class A:\n        def g(self, a):\n            return a + 1\n    return A()\nmade = f()\n',
      'made.g(1) + f().g(1)',
    ],
  ];
  const replaced = replaceAll(kinds.map(([, source, result]) => changing(source, [result])));
  const fresh = replaceAll(
    kinds.map(([, source, result]) => changing(source.replaceAll('+ 1', '+ 2'), [result])),
  );

  it.each(kinds.map(([name], index) => [name, replaced[index], fresh[index]] as const))(
    '%s gets its new code',
    (_, answer, expected) => {
      expect(answer).toMatchObject({ replaced: true, isLoaded: [true, false], after: expected?.before });
      expect(answer?.before).not.toEqual(expected?.before);
    },
  );

  it('get the lines of the new text although they did not change', () => {
    const source = 'def f(a):\n    return a + 1\ndef g():\n    return f(1)\n';
    const results = ['g.__code__.co_firstlineno'];
    const [answer] = replaceAll([changing(source, results, { new: `\n${source}` })]);
    expect(answer).toMatchObject({ replaced: true, before: [3], after: [4] });
  });

  const changed = 'def f(a):\n    return a + 1\n';

  const obstacles: readonly (readonly [name: string, source: string, more: Partial<Request>])[] = [
    ['a function is no longer alive', `${changed}del f\n`, {}],
    [
      'a function has code of its own',
      `${changed}import types\nf.__code__ = f.__code__.replace(co_name="x")\n`,
      {},
    ],
    ['a generator waits', 'def f(a):\n    yield 1\n    yield a + 1\ng = f(1)\nnext(g)\n', {}],
    ['a generator has not begun', 'def f(a):\n    yield 1\n    yield a + 1\ng = f(1)\n', {}],
    ['a coroutine has not begun', 'async def f(a):\n    return a + 1\ng = f(1)\n', {}],
    ['pytest rewrote the module', `${changed}def test_f():\n    assert f(1) == 2\n`, { rewrite: true }],
    ['nothing is known of the change', changed, { new: 'def f(a):\n    return a is 5\n' }],
    ['the new text does not compile', changed, { new: 'def f(a:\n' }],
    [
      'two functions cannot be told apart',
      'g, h = (lambda a: a + 0), (lambda a: a + 0)\n',
      { new: 'g, h = (lambda a: a + 0), (lambda a: a + 1)\n' },
    ],
  ];
  const kept = replaceAll(
    obstacles.map(([, source, more]) =>
      changing(
        source,
        ['[f.__code__.co_code.hex() for f in globals().values() if type(f) is type(lambda: 0)]'],
        more,
      ),
    ),
  );

  it.each(obstacles.map(([name], index) => [name, kept[index]] as const))(
    'stay as they are when %s',
    (_, answer) => {
      expect(answer).toMatchObject({ replaced: false, after: answer?.before });
    },
  );
});

type Check = {
  readonly counts: { readonly changes: number; readonly untouched: number; readonly hot: number };
  readonly failures: readonly unknown[];
};

it('is true of the executions of random programs', () => {
  const { counts, failures } = runPython('check_random_changes.py', ['20240229', '120']) as Check;
  expect(failures).toEqual([]);
  expect(counts.untouched).toBeGreaterThan(500);
  expect(counts.hot).toBeGreaterThan(50);
});
