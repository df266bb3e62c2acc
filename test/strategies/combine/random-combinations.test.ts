import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type BugCandidate,
  combineSameFile,
  combineSameModule,
  encodePatch,
  ProceduralModifier,
  type Repository,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { allModifications } from '../../support/candidates.ts';
import { nastySources } from '../../support/nasty-sources.ts';
import { PythonChecker } from '../../support/python-checker.ts';
import {
  applyToFiles,
  candidateOf,
  changedLines,
  git,
  moveInto,
  partName,
  partsOf,
  writeBytes,
} from './support.ts';

const root = mkdtempSync(join(tmpdir(), 'bugsmith-combine-'));
const checker = new PythonChecker();
afterAll(async () => {
  rmSync(root, { recursive: true });
  await checker[Symbol.asyncDispose]();
});

type Combine = (
  candidates: readonly BugCandidate[],
  repository: Repository,
  seed: number,
) => AsyncIterable<BugCandidate>;
const many = { maxCombos: 40, limitPerFile: 8, limitPerModule: 30 };
const ways: readonly Combine[] = [
  (candidates, repository, seed) => combineSameFile(candidates, { ...many, repository, seed }),
  (candidates, repository, seed) => combineSameModule(candidates, { ...many, repository, seed, depth: 1 }),
];

/** What is true of combinations, whatever they are made of. */
async function combineAll(
  candidates: readonly BugCandidate[],
  files: Readonly<Record<string, Uint8Array>>,
  seed: number,
): Promise<BugCandidate[]> {
  const repository = createMemoryRepository({ files });
  const all: BugCandidate[] = [];
  for (const combine of ways) {
    const combinations = await Array.fromAsync(combine(candidates, repository, seed));
    const again = await Array.fromAsync(combine(candidates.toReversed(), repository, seed));
    expect(again).toEqual(combinations);
    const used = combinations.flatMap(partsOf);
    expect(new Set(used).size).toBe(used.length);
    all.push(...combinations);
  }
  const byName = new Map(candidates.map((candidate) => [partName(candidate), candidate]));
  for (const combination of all) {
    const parts = partsOf(combination).map((name) => byName.get(name) ?? expect.fail(name));
    expect(changedLines(combination)).toEqual(parts.flatMap(changedLines).sort());
  }
  return all;
}

/** Has git apply each combination, and its parts one after another, to files of its own. */
function checkWithGit(
  cases: readonly {
    readonly combination: BugCandidate;
    readonly parts: readonly BugCandidate[];
    readonly files: Readonly<Record<string, Uint8Array>>;
  }[],
): void {
  const directory = mkdtempSync(join(root, 'case-'));
  git(directory, new Uint8Array(), 'init', '--quiet');
  const rounds: string[][] = [];
  const whole: string[] = [];
  const expected: [string, Uint8Array][] = [];
  for (const [index, { combination, parts, files }] of cases.entries()) {
    for (const [path, after] of applyToFiles(combination, files)) {
      writeBytes(join(directory, `${index}/${path}`), files[path] ?? new Uint8Array());
      expected.push([join(directory, `${index}/${path}`), after]);
    }
    whole.push(moveInto(`${index}`, combination.patch));
    for (const [turn, { patch }] of parts.entries()) (rounds[turn] ??= []).push(moveInto(`${index}`, patch));
  }
  git(directory, encodePatch(whole.join('')), 'apply', '--whitespace=nowarn', '--check', '-');
  for (const round of rounds)
    git(directory, encodePatch(round.join('')), 'apply', '--whitespace=nowarn', '-');
  for (const [path, after] of expected) expect(readFileSync(path).equals(after), path).toBe(true);
}

/** Lines that differ, so that git finds a place by them; some end in CRLF, some hold bytes that are not UTF-8. */
const texts = fc
  .tuple(
    fc.array(fc.constantFrom('', 'a', '-b', '+c', ' d\r', 'é\r', '\udce9', '@@ -1 +1 @@', '\\ e', '"""'), {
      minLength: 12,
      maxLength: 60,
    }),
    fc.constantFrom('', '\ufeff'),
    fc.boolean(),
  )
  .map(([lines, mark, isEnded]) => {
    const text = lines.map((line, index) => `${index} ${line}`).join('\n');
    return mark + (isEnded ? `${text}\n` : text);
  });

/** Some lines become others; fractions of the file say which. */
const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.integer({ min: 0, max: 2 }),
    added: fc.array(fc.constantFrom('x', 'y\r', '\udcff', ''), { maxLength: 2 }),
    also: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 3 }),
  }),
  { minLength: 2, maxLength: 14 },
);

function change(text: string, at: number, removed: number, added: readonly string[]): string {
  const lines = text.split('\n');
  lines.splice(Math.floor(at * lines.length), removed, ...added);
  return lines.join('\n');
}

describe('combinations of random changes', () => {
  it('hold the lines of their parts, no candidate twice, and are what git makes of the parts', async () => {
    const project = fc.array(fc.tuple(texts, changes), { minLength: 8, maxLength: 8 });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(project, fc.integer(), async (project, seed) => {
        const files: Record<string, Uint8Array> = {};
        const candidates: BugCandidate[] = [];
        for (const [index, [before, inFile]] of project.entries()) {
          const path = `folder ${index % 2}/é${index}.txt`;
          files[path] = encodePatch(before);
          for (const { at, removed, added, also } of inFile) {
            const once = change(before, at, removed, added);
            const after = also === undefined ? once : change(once, also, 1, ['z']);
            if (after !== before) candidates.push(candidateOf('random', { [path]: { before, after } }));
          }
        }
        const combinations = await combineAll(candidates, files, seed);
        const byName = new Map(candidates.map((candidate) => [partName(candidate), candidate]));
        made += combinations.length;
        checkWithGit(
          combinations.map((combination) => ({
            combination,
            parts: partsOf(combination).flatMap((name) => byName.get(name) ?? []),
            files,
          })),
        );
      }),
      { numRuns: 8 },
    );
    expect(made).toBeGreaterThan(50);
  });
});

describe('combinations of procedural candidates', () => {
  const repository = createMemoryRepository({ files: nastySources });
  const modifier = new ProceduralModifier({ modifications: allModifications, likelihood: 1 });
  const anonymous = ({ entity: _, ...candidate }: BugCandidate): BugCandidate => ({
    ...candidate,
    strategy: `my_${candidate.strategy}`,
  });

  it.each([
    ['of the known modifications', (candidate: BugCandidate) => candidate],
    ['of which nothing is known', anonymous],
  ])('are applied by git and parsed by Python, in files that are hard to change: %s', async (_, prepare) => {
    const candidates = (await Array.fromAsync(modifier.generate(repository))).map(prepare);
    const combinations = await combineAll(candidates, nastySources, 1);
    const changed = combinations.map((combination) => [...applyToFiles(combination, nastySources)]);
    expect(new Set(changed.flat().map(([path]) => path))).toEqual(new Set(Object.keys(nastySources)));
    const byName = new Map(candidates.map((candidate) => [partName(candidate), candidate]));
    const cases = combinations.map((combination) => ({
      combination,
      parts: partsOf(combination).flatMap((name) => byName.get(name) ?? []),
      files: nastySources,
    }));
    checkWithGit(cases);
    for (const [path, changes] of Map.groupBy(changed.flat(), ([path]) => path)) {
      const after = changes.map(([, bytes]) => bytes);
      const verdicts = await checker.check(nastySources[path] ?? new Uint8Array(), after);
      if (verdicts.original.parseError === null)
        expect(verdicts.changed.map(({ parseError }) => parseError)).toEqual(after.map(() => null));
    }
  });
});
