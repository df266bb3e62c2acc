import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type BugCandidate, ProceduralModifier, type ProceduralModifierOptions } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { allModifications, applyToBytes } from '../../support/candidates.ts';
import { nastySources } from '../../support/nasty-sources.ts';
import { PythonChecker, type Verdict } from '../../support/python-checker.ts';
import { testPython } from '../../support/python.ts';

type Checked = { readonly candidate: BugCandidate; readonly verdict: Verdict };

const checker = new PythonChecker({ compiles: true });
afterAll(() => checker[Symbol.asyncDispose]());

function readSources(directory: string, paths: readonly string[]): Record<string, Uint8Array> {
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(directory, path))]));
}

/** What Python makes of every candidate, in files it can read itself. */
async function checkAll(
  files: Readonly<Record<string, Uint8Array>>,
  options: ProceduralModifierOptions,
): Promise<Checked[]> {
  const modifier = new ProceduralModifier(options);
  const candidates = await Array.fromAsync(modifier.generate(createMemoryRepository({ files })));
  const checked: Checked[] = [];
  for (const [path, inFile] of Map.groupBy(candidates, ({ entity }) => entity?.path ?? '')) {
    const before = files[path] ?? new Uint8Array();
    const after = inFile.map((candidate) => applyToBytes(candidate, before));
    const { original, changed } = await checker.check(before, after);
    if (original.parseError !== null) continue;
    for (const [index, verdict] of changed.entries()) {
      const candidate = inFile[index];
      if (candidate !== undefined) checked.push({ candidate, verdict });
    }
  }
  return checked;
}

function expectBugs(checked: readonly Checked[]): void {
  const wrong = checked.filter(({ verdict }) => verdict.parseError !== null || !verdict.isDifferent);
  const described = wrong.map(({ candidate, verdict }) => ({ verdict, patch: candidate.patch }));
  expect(described).toEqual([]);
}

const uncompilable = (checked: readonly Checked[]): Checked[] =>
  checked.filter(({ verdict }) => verdict.compileError !== null);

describe('every candidate parses in Python and means something else', () => {
  it('in the sample project', async () => {
    const sample = fileURLToPath(new URL('../../../examples/sample-project', import.meta.url));
    const files = readSources(sample, globSync('src/**/*.py', { cwd: sample }).sort());
    const checked = await checkAll(files, { likelihood: 1 });
    expect(checked.length).toBeGreaterThan(500);
    expectBugs(checked);
    expect(uncompilable(checked)).toEqual([]);
  });

  it('in sources that are hard to change', async () => {
    const checked = await checkAll(nastySources, { modifications: allModifications, likelihood: 1 });
    expect(checked.length).toBeGreaterThan(1500);
    expectBugs(checked);
  });

  it('in a sample of the standard library', async () => {
    const script = 'import sysconfig; print(sysconfig.get_path("stdlib"), end="")';
    const library = execFileSync(testPython, ['-c', script], { encoding: 'utf8' });
    const isSmall = (path: string): boolean => statSync(join(library, path)).size < 60_000;
    const exclude = ['site-packages/**', 'test/**', '**/tests/**'];
    const paths = globSync('**/*.py', { cwd: library, exclude }).filter(isSmall).sort();
    const files = readSources(
      library,
      paths.filter((_, index) => index % 3 === 0),
    );
    const checked = await checkAll(files, { maxBugs: 120, likelihood: 1, seed: 3 });
    expect(checked.length).toBeGreaterThan(1400);
    expectBugs(checked);
    // What is left are names that an inner function shares and only a removed loop or condition assigned.
    expect(uncompilable(checked).length).toBeLessThanOrEqual(checked.length / 500);
  }, 180_000);
});
