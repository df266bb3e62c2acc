import { describe, expect, it } from 'vitest';
import {
  type CodeEntity,
  extractEntities,
  LmModifier,
  type LmModifierOptions,
  type SkippedFile,
} from 'bugsmith';
import { createMemoryRepository, scriptedProvider } from 'bugsmith/testing';

import { collect } from './support.ts';

const simple = (name: string): string => `def ${name}(a):\n    return a + 1\n`;
const branching = (name: string, branches: number): string =>
  `def ${name}(a):\n${'    if a:\n        a += 1\n'.repeat(branches)}    return a\n`;
const files = {
  'a.py': [simple('one'), branching('two', 2), branching('four', 4)].join('\n'),
  'b.py': `class Box:\n    def get(self):\n        if self:\n            return 1\n        return 2\n`,
  'broken.py': 'def broken(:\n',
  'tests/test_a.py': simple('test_one'),
};
const repository = createMemoryRepository({ files });

/** The names of the entities that are asked for, in order. */
async function asked(
  options: Partial<LmModifierOptions>,
  entities?: readonly CodeEntity[],
): Promise<(string | undefined)[]> {
  const names: string[] = [];
  const modifier = new LmModifier({
    provider: scriptedProvider([]),
    mode: 'modify',
    prompt: ({ entity }) => {
      names.push(entity.qualifiedName);
      return [{ role: 'user', content: '?' }];
    },
    ...options,
  });
  await collect(modifier.requests(repository, { entities }));
  return names;
}

describe('the entities', () => {
  it('are all of the repository, by path and place', async () => {
    expect(await asked({})).toEqual(['one', 'two', 'four', 'Box', 'Box.get']);
  });

  it('may be of some kinds only, or have a least complexity', async () => {
    expect(await asked({ kinds: ['method', 'class'] })).toEqual(['Box', 'Box.get']);
    expect(await asked({ minComplexity: 2 })).toEqual(['two', 'four']);
  });

  it('may be ordered and left out by a score', async () => {
    expect(await asked({ score: ({ complexity }) => complexity })).toEqual([
      'four',
      'two',
      'Box',
      'Box.get',
      'one',
    ]);
    const covered = new Map([
      ['two', 3],
      ['Box.get', 5],
    ]);
    const byCoverage = { score: ({ qualifiedName }: CodeEntity) => covered.get(qualifiedName) };
    expect(await asked(byCoverage)).toEqual(['Box.get', 'two']);
    expect(await asked({ ...byCoverage, maxEntities: 1 })).toEqual(['Box.get']);
  });

  it('are drawn by the seed when there are too many, from everywhere', async () => {
    const draws = await Promise.all(Array.from({ length: 30 }, (_, seed) => asked({ maxEntities: 2, seed })));
    const all = ['one', 'two', 'four', 'Box', 'Box.get'];
    for (const draw of draws) expect(draw).toEqual(all.filter((name) => draw.includes(name)));
    expect(new Set(draws.flat())).toEqual(new Set(all));
    expect(await asked({ maxEntities: 2, seed: 7 })).toEqual(draws[7]);
  });

  it('are those of the caller, in the order of the caller, test files too', async () => {
    const every = await extractEntities(repository, { includeTests: true });
    const chosen = every.filter(({ name }) => ['test_one', 'one', 'get'].includes(name)).reverse();
    expect(await asked({}, chosen)).toEqual(['test_one', 'Box.get', 'one']);
    expect(await asked({ maxEntities: 2 }, chosen)).toEqual(['test_one', 'Box.get']);
  });

  it('of another commit are left alone', async () => {
    const every = await extractEntities(repository);
    const moved = every.map((entity) => ({ ...entity, startLine: entity.startLine + 99 }));
    const gone = every.map((entity) => ({ ...entity, path: 'gone.py' }));
    expect(await asked({}, [...moved, ...gone])).toEqual([]);
  });

  it('are looked for where the caller says, and files that cannot be read are told', async () => {
    const skipped: SkippedFile[] = [];
    expect(await asked({ include: ['b*.py'], onSkip: (file) => skipped.push(file) })).toEqual([
      'Box',
      'Box.get',
    ]);
    expect(skipped.map(({ path }) => path)).toEqual(['broken.py']);
    expect(await asked({ exclude: ['a.py'] })).toEqual(['Box', 'Box.get']);
  });
});
