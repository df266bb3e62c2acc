import { describe, expect, it } from 'vitest';
import {
  type BugCandidate,
  type CombinableCandidate,
  combineSameFile,
  combineSameModule,
  createPatch,
  InvalidArgumentError,
  type Repository,
  type SkippedCandidate,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { applyToFiles, candidateOf, partName, partsOf } from './support.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A module of functions `f0`, `f1`, ... of two statements each. */
function moduleOf(functions: number): string {
  const definitions = Array.from(
    { length: functions },
    (_, index) => `def f${index}(x):\n    # what ${index} does\n    x += ${index}\n    return x\n`,
  );
  return definitions.join('\n\n');
}

/** Changes a file of a repository by replacing texts. */
function breaking(
  path: string,
  before: string,
  replacements: Readonly<Record<string, string>>,
  facts: Partial<BugCandidate> = {},
): BugCandidate {
  let after = before;
  for (const [from, to] of Object.entries(replacements)) {
    expect(after).toContain(from);
    after = after.replace(from, to);
  }
  return candidateOf('test', { [path]: { before, after } }, facts);
}

const source = moduleOf(30);
const repository = createMemoryRepository({ files: { 'a.py': source } });
const one = (index: number, facts: Partial<BugCandidate> = {}): BugCandidate =>
  breaking('a.py', source, { [`x += ${index}\n`]: `x -= ${index}\n` }, facts);
const thirty = Array.from({ length: 30 }, (_, index) => one(index));

async function combinePair(
  before: string,
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
  facts: Partial<BugCandidate> = {},
): Promise<string[]> {
  const candidates = [first, second].map((replacements) => breaking('a.py', before, replacements, facts));
  const files = { 'a.py': before };
  const combinations = combineSameFile(candidates, { repository: createMemoryRepository({ files }) });
  return (await Array.fromAsync(combinations)).map((combination) => {
    const [after] = applyToFiles(combination, { 'a.py': encoder.encode(before) }).values();
    return decoder.decode(after);
  });
}

describe('combineSameFile', () => {
  it('makes candidates of several, each used once', async () => {
    const combinations = await Array.fromAsync(combineSameFile(thirty, { repository }));
    expect(combinations).toHaveLength(3);
    const used = combinations.flatMap(partsOf);
    expect(new Set(used).size).toBe(used.length);
    expect(thirty.map(partName)).toEqual(expect.arrayContaining(used));
    for (const combination of combinations) {
      expect(combination.metadata).toEqual({
        patch_files: partsOf(combination),
        num_patch_files: partsOf(combination).length,
      });
      expect(combination).toMatchObject({ strategy: 'combine_file', costUsd: 0 });
      expect(combination.id).toMatch(/^[a-z0-9]{8}$/);
      expect(combination.patch.match(/^-[^-]/gm)).toHaveLength(partsOf(combination).length);
    }
  });

  it('lists the parts from the end of the file, says what they do, and adds up their costs', async () => {
    const candidates = [
      one(3, { strategy: 'lm_modify', costUsd: 0.25, explanation: 'First.' }),
      one(9, { strategy: 'lm_rewrite', costUsd: 0.5, explanation: '' }),
    ];
    const [combination] = await Array.fromAsync(combineSameFile(candidates, { repository }));
    expect(combination).toMatchObject({
      costUsd: 0.75,
      explanation: 'Several bugs at once. (1) lm_rewrite (2) First.',
      metadata: {
        patch_files: [`bug__lm_rewrite__${candidates[1]?.id}`, `bug__lm_modify__${candidates[0]?.id}`],
      },
    });
    const unknown = candidates.map((candidate, index) =>
      index === 0 ? { ...candidate, costUsd: undefined } : candidate,
    );
    const [priceless] = await Array.fromAsync(combineSameFile(unknown, { repository }));
    expect(priceless?.costUsd).toBeUndefined();
  });

  it.each([
    [2, [2]],
    [5, [5]],
    [{ min: 3, max: 4 }, [3, 4]],
  ])('combines %j of them', async (numPatches, sizes) => {
    const combinations = await Array.fromAsync(
      combineSameFile(thirty, { repository, numPatches, limitPerFile: 30, maxCombos: 500 }),
    );
    expect([...new Set(combinations.map((combination) => partsOf(combination).length))].sort()).toEqual(
      sizes,
    );
  });

  it('uses every candidate when it may', async () => {
    const options = { repository, numPatches: 2, limitPerFile: 100, maxCombos: 1000 };
    expect(await Array.fromAsync(combineSameFile(thirty, options))).toHaveLength(15);
    expect(await Array.fromAsync(combineSameFile(thirty.slice(0, 1), options))).toEqual([]);
    expect(await Array.fromAsync(combineSameFile([], options))).toEqual([]);
  });

  it('draws from all combinations by the seed', async () => {
    const options = { repository, numPatches: 2, limitPerFile: 1 };
    const drawn = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const [combination] = await Array.fromAsync(combineSameFile(thirty, { ...options, seed }));
      for (const name of combination === undefined ? [] : partsOf(combination)) drawn.add(name);
    }
    expect(drawn.size).toBeGreaterThan(20);
  });

  it('tries at most as many combinations as it may', async () => {
    const conflicting = thirty.map((_, index) =>
      breaking('a.py', source, { 'x += 7\n': `x += ${index + 100}\n` }),
    );
    const none = await Array.fromAsync(
      combineSameFile([...conflicting, one(20)], { repository, maxCombos: 1, numPatches: 3 }),
    );
    expect(none).toEqual([]);
    const options = { repository, numPatches: 2, maxCombos: 1 };
    expect(await Array.fromAsync(combineSameFile(thirty, options))).toHaveLength(1);
  });

  it('finds the only combination there is', async () => {
    const conflicting = Array.from({ length: 8 }, (_, index) =>
      breaking('a.py', source, { 'x += 7\n': `x += ${index + 100}\n` }),
    );
    const candidates = [...conflicting, one(20)];
    const found = await Array.fromAsync(
      combineSameFile(candidates, { repository, numPatches: 2, maxCombos: 36 }),
    );
    expect(found).toHaveLength(1);
    expect(found.flatMap(partsOf)).toContain(`bug__test__${one(20).id}`);
  });

  it('takes results of validation, and of these the valid ones', async () => {
    const statuses = ['valid', 'no-test-broken', 'valid', 'errored', 'valid'] as const;
    async function* results(): AsyncGenerator<CombinableCandidate> {
      for (const [index, status] of statuses.entries()) yield { status, candidate: one(index) };
    }
    const combinations = await Array.fromAsync(combineSameFile(results(), { repository, numPatches: 3 }));
    const expected = [one(4), one(2), one(0)].map(partName);
    expect(combinations.map(partsOf)).toEqual([expected]);
  });

  it('does not use combinations, nor what changes more than one file or makes one', async () => {
    const both = createMemoryRepository({ files: { 'a.py': source, 'b.py': source } });
    const after = source.replace('x += 1', 'x -= 1');
    const candidates = [
      one(2),
      { ...one(5), strategy: 'combine_file' },
      { ...one(8), strategy: 'combine_module' },
      candidateOf('test', { 'a.py': { before: source, after }, 'b.py': { before: source, after } }),
      candidateOf('test', { 'c.py': { before: null, after } }),
      { ...one(11), patch: '' },
    ];
    expect(await Array.fromAsync(combineSameFile(candidates, { repository: both }))).toEqual([]);
  });

  it('uses a patch once, whatever came up with it', async () => {
    const same = one(1, { strategy: 'another' });
    const candidates = [one(1), same, one(5), one(1)];
    const combinations = await Array.fromAsync(
      combineSameFile(candidates, { repository, numPatches: 2, limitPerFile: 9 }),
    );
    expect(combinations.map(partsOf)).toEqual([[partName(one(5)), partName(same)]]);
  });

  it('tells of candidates that do not fit, and goes on', async () => {
    const skipped: SkippedCandidate[] = [];
    const change = { before: 'a\n', after: 'b\n' };
    const linked = createMemoryRepository({
      files: { 'a.py': source, 'l.py': { content: 'a.py', mode: '120000' } },
    });
    const misfits = {
      elsewhere: { ...one(1), patch: createPatch([{ path: 'a.py', ...change }]) },
      missing: candidateOf('test', { 'missing.py': change }),
      link: candidateOf('test', { 'l.py': change }),
      prose: { ...one(1), patch: 'I changed it.' },
      escape: { ...one(1), patch: '--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+b\n' },
      number: { ...one(1), patch: 7 as unknown as string },
    };
    const candidates = Object.entries(misfits).map(([id, candidate]) => ({ ...candidate, id }));
    const combinations = combineSameFile([...candidates, one(3), one(6)], {
      repository: linked,
      onSkip: (candidate) => skipped.push(candidate),
    });
    expect(await Array.fromAsync(combinations)).toHaveLength(1);
    expect(Object.fromEntries(skipped.map(({ id, error }) => [id, error.code]))).toEqual({
      elsewhere: 'PATCH_DOES_NOT_APPLY',
      missing: 'PATCH_DOES_NOT_APPLY',
      link: 'PATCH_DOES_NOT_APPLY',
      prose: 'PATCH_FORMAT',
      escape: 'PATCH_FORMAT',
      number: 'PATCH_FORMAT',
    });
  });

  it.each([
    [{ numPatches: 1 }, 'numPatches'],
    [{ numPatches: 2.5 }, 'numPatches'],
    [{ numPatches: { min: 1, max: 3 } }, 'numPatches'],
    [{ numPatches: { min: 4, max: 3 } }, 'numPatches'],
    [{ maxCombos: 0 }, 'maxCombos'],
    [{ limitPerFile: -1 }, 'limitPerFile'],
    [{ seed: 0.5 }, 'seed'],
  ])('refuses %j', async (options, argument) => {
    const combining = Array.fromAsync(combineSameFile(thirty, { repository, ...options }));
    await expect(combining).rejects.toThrow(InvalidArgumentError);
    await expect(combining).rejects.toMatchObject({ argument });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const combinations = combineSameFile(thirty, { repository, abortSignal: controller.signal });
    expect((await combinations.next()).done).toBe(false);
    controller.abort(new Error('enough'));
    await expect(combinations.next()).rejects.toThrow('enough');
  });
});

describe('candidates that get in each other’s way', () => {
  it.each([
    ['the same line', { 'x += 1\n': 'x -= 1\n' }, { 'x += 1\n': 'x += 2\n' }],
    [
      'lines that touch',
      { '    x += 1\n    return x': '    x -= 1\n    return x' },
      { '    return x\n\n\ndef f2': '    return -x\n\n\ndef f2' },
    ],
    [
      'context of the other',
      { 'return x\n\n\ndef f2(x)': 'return -x\n\n\ndef f2(x)' },
      { 'def f2(x)': 'def f2(x, y=1)' },
    ],
    [
      'the same function',
      { 'def f1(x)': 'def f1(x=1)' },
      { '    x += 1\n    return x\n\n': '    x += 1\n    return -x\n\n' },
    ],
  ])('are not combined: %s', async (_, first, second) => {
    expect(await combinePair(source, first, second)).toEqual([]);
  });

  it('are not combined when their entity is the same, or one holds the other', async () => {
    const text = `class A:\n${Array.from({ length: 30 }, (_, index) => `    a${index} = ${index}\n`).join('')}`;
    const entity = { kind: 'class', qualifiedName: 'A', path: 'a.py', startLine: 1, endLine: 31 } as const;
    const ends = [{ 'a2 = 2\n': 'a2 = 3\n' }, { 'a20 = 20\n': 'a20 = 21\n' }] as const;
    expect(await combinePair(text, ...ends, { entity })).toEqual([]);
    expect(await combinePair(text, ...ends)).toEqual([]);
    const nested =
      'def f():\n    a = 1\n    b = 2\n    c = 3\n\n    def g():\n        d = 4\n        return d\n';
    expect(await combinePair(nested, { 'a = 1': 'a = 2' }, { 'return d': 'return -d' })).toEqual([]);
  });

  it('are combined when there is enough between them', async () => {
    const [after, ...others] = await combinePair(
      source,
      { 'x += 1\n': 'x -= 1\n' },
      { 'x += 2\n': 'x -= 2\n' },
    );
    expect(others).toEqual([]);
    expect(after).toBe(source.replace('x += 1\n', 'x -= 1\n').replace('x += 2\n', 'x -= 2\n'));
  });

  it('are not combined when the file would not parse', async () => {
    const comments = '    # one\n    # two\n    # three\n    # four\n';
    const block = `if x:\n    a()\n${comments}    b()\n`;
    expect(
      await combinePair(`import x\nimport y\n${block}`, { '    a()\n': '' }, { '    b()\n': '' }),
    ).toEqual([]);
    const broken = { 'x += 1\n': 'x += (\n' };
    expect(await combinePair(source, broken, { 'x += 9\n': 'x -= 9\n' })).toEqual([]);
    expect(
      await combinePair(`print "x"\n${source}`, { 'x += 1\n': 'x -= 1\n' }, { 'x += 9\n': 'x -= 9\n' }),
    ).toEqual([]);
  });

  it('are combined in files of other kinds without looking at their syntax', async () => {
    const text = Array.from({ length: 20 }, (_, index) => `(((${index}\n`).join('');
    const files = { 'a.txt': text };
    const candidates = [3, 12].map((index) => breaking('a.txt', text, { [`(${index}\n`]: '))\n' }));
    const combining = combineSameFile(candidates, { repository: createMemoryRepository({ files }) });
    expect(await Array.fromAsync(combining)).toHaveLength(1);
  });
});

describe('combineSameModule', () => {
  const paths = ['a.py', 'p/x.py', 'p/y.py', 'p/q/x.py', 'p/q/y.py', 'p/q/r/z.py', 'p/s/x.py'];
  const files = Object.fromEntries(paths.map((path) => [path, source]));
  const modules: Repository = createMemoryRepository({ files });
  const candidates = paths.flatMap((path) =>
    [1, 5, 9].map((index) => breaking(path, source, { [`x += ${index}\n`]: `x -= ${index}\n` })),
  );
  const changedPaths = ({ patch }: BugCandidate): string[] =>
    [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path]) => path ?? '');
  const combine = async (options: {
    readonly depth?: number;
    readonly limitPerModule?: number;
  }): Promise<BugCandidate[]> =>
    await Array.fromAsync(combineSameModule(candidates, { repository: modules, ...options }));

  it.each([
    [
      undefined,
      [
        ['p/q/r/z.py', 'p/q/x.py', 'p/q/y.py'],
        ['p/x.py', 'p/y.py'],
      ],
    ],
    [1, [['p/q/r/z.py', 'p/q/x.py', 'p/q/y.py', 'p/s/x.py', 'p/x.py', 'p/y.py']]],
    [
      3,
      [
        ['p/q/x.py', 'p/q/y.py'],
        ['p/x.py', 'p/y.py'],
      ],
    ],
  ])('combines two files or more of a module, at a depth of %s', async (depth, expected) => {
    const combinations = await combine(depth === undefined ? {} : { depth });
    const used = combinations.flatMap(partsOf);
    expect(new Set(used).size).toBe(used.length);
    for (const combination of combinations) {
      expect(combination.strategy).toBe('combine_module');
      expect(changedPaths(combination)).toEqual(changedPaths(combination).toSorted());
      const module = expected.filter((inModule) =>
        changedPaths(combination).every((path) => inModule.includes(path)),
      );
      expect(module).toHaveLength(1);
      expect(changedPaths(combination).length).toBeGreaterThan(1);
    }
    for (const inModule of expected)
      expect(combinations.some((combination) => inModule.includes(changedPaths(combination)[0] ?? ''))).toBe(
        true,
      );
  });

  it('makes as many as it may of each module', async () => {
    expect(await combine({ depth: 1, limitPerModule: 2 })).toHaveLength(2);
  });

  it('refuses a depth of 0', async () => {
    await expect(combine({ depth: 0 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'depth',
    });
    await expect(combine({ limitPerModule: 0 })).rejects.toMatchObject({ argument: 'limitPerModule' });
  });
});
