import { describe, expect, it } from 'vitest';
import {
  defineModification,
  InvalidArgumentError,
  type Modification,
  type ModificationContext,
  type ModificationDefinition,
  type ModificationSite,
  ProceduralModifier,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { applyCandidate } from '../../support/modifications.ts';

const definition: ModificationDefinition = {
  name: 'my_modification',
  explanation: 'Something may be wrong.',
  requires: [],
  findSites: () => [],
};

const define = (
  findSites: Modification['findSites'],
  more: Partial<ModificationDefinition> = {},
): Modification => defineModification({ ...definition, minComplexity: 0, findSites, ...more });

/** The texts that a modification makes of one. */
async function rewrite(source: string, modification: Modification): Promise<string[]> {
  const modifier = new ProceduralModifier({ modifications: [modification], likelihood: 1 });
  const repository = createMemoryRepository({ files: { 'a.py': source } });
  const candidates = await Array.fromAsync(modifier.generate(repository));
  return candidates.map((candidate) => applyCandidate(candidate, 'a.py', source));
}

const source = `before = 1

def f(a):
    if a:
        b(a)  # first
        c("x")
    return a

after = 2
`;

/** A site that puts texts in the places of others of `source`. */
const replaceTexts =
  (...changes: readonly (readonly [before: string, after: string])[]): Modification['findSites'] =>
  () => [
    changes.map(([before, text]) => {
      const start = source.indexOf(before);
      return { start, end: start + before.length, text };
    }),
  ];

describe('defineModification', () => {
  it('fills in the usual values and freezes the result', () => {
    const modification = defineModification(definition);
    expect(modification).toEqual({
      ...definition,
      language: 'python',
      minComplexity: 2,
      maxComplexity: Number.POSITIVE_INFINITY,
      likelihood: 0.25,
    });
    expect(Object.isFrozen(modification)).toBe(true);
  });

  it.each([
    ['name', { name: 'My modification' }],
    ['name', { name: '' }],
    ['name', { name: '../escape' }],
    ['requires', { requires: ['has_bugs'] as never }],
    ['minComplexity', { minComplexity: -1 }],
    ['minComplexity', { minComplexity: Number.NaN }],
    ['minComplexity', { minComplexity: 3, maxComplexity: 2 }],
    ['likelihood', { likelihood: 2 }],
  ])('refuses a wrong %s', (argument, wrong) => {
    const run = (): unknown => defineModification({ ...definition, ...wrong });
    expect(run).toThrow(InvalidArgumentError);
    expect(run).toThrow(`\`${argument}\``);
  });
});

describe('a modification of one’s own', () => {
  it('finds its places in the tree of a definition', async () => {
    const dropAwait = define(
      function* ({ nodesOfKind, source: text }): Generator<ModificationSite> {
        for (const node of nodesOfKind('await')) {
          const [value] = node.namedChildren;
          if (value !== undefined) yield [{ start: node.start, end: node.end, text: value.text(text) }];
        }
      },
      { requires: ['is_async'] },
    );
    const before = 'async def f(a):\n    async def g(): await a\n    return await a(await b)\n';
    expect(await rewrite(before, dropAwait)).toEqual([
      before.replace('await a(', 'a('),
      before.replace('await b', 'b'),
      before.replace('await a\n', 'a\n'),
    ]);
    expect(await rewrite('def f(a):\n    return a\n', dropAwait)).toEqual([]);
  });

  it('is told the file’s line ending, and gets the same random values each time', async () => {
    const seen: unknown[] = [];
    const spy = define(({ newline, random, node }: ModificationContext) => {
      seen.push([newline, node.kind, random.next(), random.integer(1000), random.shuffle([1, 2, 3, 4, 5])]);
      return [];
    });
    await rewrite(source.replaceAll('\n', '\r\n'), spy);
    await rewrite(source.replaceAll('\n', '\r\n'), spy);
    expect(seen[0]).toEqual([
      '\r\n',
      'function_definition',
      expect.any(Number),
      expect.any(Number),
      expect.any(Array),
    ]);
    expect(seen[1]).toEqual(seen[0]);
  });

  it('is asked only about definitions that fit', async () => {
    const names: string[] = [];
    const collect =
      (more: Partial<ModificationDefinition>) =>
      async (text: string): Promise<string[]> => {
        names.length = 0;
        const find = ({ node, source: whole }: ModificationContext): ModificationSite[] => {
          names.push(node.childByField('name')?.text(whole) ?? '');
          return [];
        };
        await rewrite(text, define(find, more));
        return [...names];
      };
    const text = 'class A:\n    def b(self):\n        if a and c: d\n    def e(self): pass\n';
    expect(await collect({})(text)).toEqual(['A', 'b', 'e']);
    expect(await collect({ requires: ['is_class'] })(text)).toEqual(['A']);
    expect(await collect({ requires: ['is_function', 'has_conditional'] })(text)).toEqual(['b']);
    expect(await collect({ minComplexity: 2 })(text)).toEqual(['A', 'b']);
    expect(await collect({ maxComplexity: 1 })(text)).toEqual(['e']);
    expect(await collect({ language: 'ruby' })(text)).toEqual([]);
  });
});

describe('edits', () => {
  it.each<[string, (readonly [string, string])[]]>([
    ['inside a statement', [['b(a)', 'b(a, a)']]],
    [
      'of several statements, the last first',
      [
        ['c("x")', 'c("y")'],
        ['b(a)', 'b()'],
      ],
    ],
    ['before a statement', [['b(a)', 'd(); b(a)']]],
    ['of whole lines', [['        b(a)  # first\n', '        d()\n        e()\n']]],
    ['of whole lines without their end', [['\n        c("x")', '\n        d()']]],
    ['that join lines', [['\n        c("x")', '; d()']]],
    ['that take lines out', [['        c("x")\n', '']]],
    ['of the header', [['def f(a)', 'def f(a, d=1)']]],
    ['behind the last line', [['return a\n', 'return a\n    d()\n']]],
  ])('may be made %s', async (_, changes) => {
    let expected = source;
    for (const [before, after] of changes) expected = expected.replace(before, after);
    expect(await rewrite(source, define(replaceTexts(...changes)))).toEqual([expected]);
  });

  it('may only put something in', async () => {
    const insert = (at: number, text: string) =>
      rewrite(
        source,
        define(() => [[{ start: at, end: at, text }]]),
      );
    for (const [before, text] of [
      ['b(a)', 'd()\n        '],
      ['        b(a)', '        d()\n'],
      ['  # first', '; d()'],
      ['    return a', '    d()\n'],
      ['):', ', d'],
    ] as const) {
      const at = source.indexOf(before);
      expect(await insert(at, text), before).toEqual([source.slice(0, at) + text + source.slice(at)]);
    }
  });

  it.each<[string, (readonly [string, string])[]]>([
    ['nothing', []],
    ['what is there already', [['b(a)', 'b(a)']]],
    ['a comment', [['# first', '# second']]],
    ['layout', [['b(a)', 'b( a )']]],
    ['parentheses', [['b(a)', '(b((a)))']]],
    ['quotes', [['"x"', "'x'"]]],
    ['an unclosed bracket', [['b(a)', 'b(a']]],
    ['a wrong indentation', [['        c("x")', '      c("x")']]],
    ['more indentation', [['        c("x")', '            d("x")']]],
    ['less indentation in a string of lines', [['        b(a)  # first\n', '        d()\n     e()\n']]],
    [
      'an empty block',
      [
        ['        b(a)  # first\n', ''],
        ['        c("x")\n', ''],
      ],
    ],
    ['a statement of Python 2', [['b(a)', 'print a']]],
    ['a compound statement behind another', [['b(a)', 'd(); if a: pass']]],
    ['a class instead of the function', [['def f(a):', 'class f(a):']]],
  ])('that come to %s make no candidate', async (_, changes) => {
    expect(await rewrite(source, define(replaceTexts(...changes)))).toEqual([]);
  });

  it.each<[string, ModificationSite]>([
    [
      'overlap',
      [
        { start: 40, end: 44, text: 'x' },
        { start: 43, end: 45, text: 'y' },
      ],
    ],
    ['reach before the definition', [{ start: 0, end: 1, text: 'x' }]],
    ['reach behind the definition', [{ start: source.length - 3, end: source.length, text: 'x' }]],
    ['end before they start', [{ start: 44, end: 40, text: 'x' }]],
    ['are not numbers', [{ start: Number.NaN, end: 40, text: 'x' }]],
  ])('that %s are an error of the modification', async (_, site) => {
    const error: unknown = await rewrite(
      source,
      define(() => [site]),
    ).catch((reason: unknown) => reason);
    expect(InvalidArgumentError.isInstance(error) && error.message).toMatch(
      /^Expected `findSites of my_modification` to be edits that do not overlap and lie between 12 and \d+, got /,
    );
  });
});
