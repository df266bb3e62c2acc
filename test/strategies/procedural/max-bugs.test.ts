import { describe, expect, it } from 'vitest';
import {
  type BugCandidate,
  type Modification,
  ProceduralModifier,
  type ProceduralModifierOptions,
  pythonModifications,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { allModifications } from '../../support/candidates.ts';

/** A file with many places for every modification; its number keeps patches apart. */
const source = (number: number): string => `class Shelf${number}(list, object):
    def find(self, name):
        for index, book in enumerate(self):
            if book == name and index < 10 and index != ${number}:
                return index + 1 - ${number}
            else:
                index = index - 1
        return self.miss(name)

    def miss(self, name):
        with self.lock as lock:
            lock.count += 1
            lock.name = name
        return None

    def sort(self, key):
        while key > 0 or key < -1 < ${number}:
            key = key * 2 + ${number}
        try:
            return key // 2
        finally:
            self.key = key
`;
const sources = (count: number, from = 0): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `shelf_${String(from + index).padStart(3, '0')}.py`,
      source(from + index),
    ]),
  );

async function generate(
  files: Readonly<Record<string, string>>,
  options: ProceduralModifierOptions,
): Promise<BugCandidate[]> {
  const modifier = new ProceduralModifier({ modifications: allModifications, ...options });
  return Array.fromAsync(modifier.generate(createMemoryRepository({ files })));
}

const ids = (candidates: readonly BugCandidate[]): Set<string> => new Set(candidates.map(({ id }) => id));

describe('maxBugs', () => {
  const files = sources(24);

  it('gives that many of each modification, or all where there are fewer', async () => {
    for (const [maxBugs, likelihood] of [
      [1, 1],
      [7, 1],
      [30, 0.2],
    ] as const) {
      const all = Object.groupBy(await generate(files, { likelihood }), ({ strategy }) => strategy);
      const kept = Object.groupBy(await generate(files, { likelihood, maxBugs }), ({ strategy }) => strategy);
      for (const { name } of pythonModifications) {
        expect(kept[name]?.length, name).toBe(Math.min(maxBugs, all[name]?.length ?? 0));
      }
    }
  });

  it('gives the same ones again, in the order of all, and others for another seed', async () => {
    const all = [...ids(await generate(files, { likelihood: 1 }))];
    const kept = await generate(files, { likelihood: 1, maxBugs: 9 });
    expect(await generate(files, { likelihood: 1, maxBugs: 9 })).toEqual(kept);
    expect(all.filter((id) => ids(kept).has(id))).toEqual(kept.map(({ id }) => id));
    const other = await generate(files, { likelihood: 1, maxBugs: 9, seed: 1 });
    expect(ids(other)).not.toEqual(ids(kept));
  });

  it('keeps the smaller sample inside the greater one', async () => {
    const greater = ids(await generate(files, { maxBugs: 20 }));
    const smaller = ids(await generate(files, { maxBugs: 5 }));
    expect(smaller.size).toBeGreaterThan(50);
    expect([...greater]).toEqual(expect.arrayContaining([...smaller]));
  });

  it('spreads them over the files', async () => {
    const kept = await generate(files, { likelihood: 1, maxBugs: 20 });
    for (const [name, group] of Object.entries(Object.groupBy(kept, ({ strategy }) => strategy))) {
      const paths = group?.map(({ entity }) => entity?.path ?? '') ?? [];
      expect(new Set(paths).size, name).toBeGreaterThan(6);
      expect(
        paths.some((path) => path < 'shelf_012.py') && paths.some((path) => path >= 'shelf_012.py'),
        name,
      ).toBe(true);
    }
  });

  const twice = (modification: Modification): Modification => ({
    ...modification,
    findSites: (context) => [...modification.findSites(context)].flatMap((site) => [site, site]),
  });

  it.each([
    ['each patch is found once', allModifications],
    ['each patch is found twice', allModifications.map(twice)],
  ])('decides the same way whatever other files there are, when %s', async (_, modifications) => {
    const options = { modifications, likelihood: 1, maxBugs: 12 };
    const ofAll = await generate(files, options);
    const ofPart = await generate(sources(12, 12), options);
    // What is among the best of all is among the best of a part.
    const inPart = ofAll.filter(({ entity }) => (entity?.path ?? '') >= 'shelf_012.py');
    expect(inPart.length).toBeGreaterThan(50);
    expect(ofPart).toEqual(expect.arrayContaining(inPart));
  });
});
