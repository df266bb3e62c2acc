import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type BugCandidate, ProceduralModifier } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { allModifications, applyToBytes, linesOutsideEntity } from '../../support/candidates.ts';
import { PythonChecker } from '../../support/python-checker.ts';
import { pythonPrograms } from '../../support/random-programs.ts';

const checker = new PythonChecker();
afterAll(() => checker[Symbol.asyncDispose]());

async function generateAll(content: Uint8Array): Promise<BugCandidate[]> {
  const modifier = new ProceduralModifier({
    modifications: allModifications,
    likelihood: 1,
    onSkip: ({ line, reason }) => expect.fail(`line ${line}: ${reason}`),
  });
  return Array.fromAsync(modifier.generate(createMemoryRepository({ files: { 'a.py': content } })));
}

describe('programs made at random', () => {
  it('give candidates that parse in Python, mean something else and change only their entity', async () => {
    const strategies = new Set<string>();
    await fc.assert(
      fc.asyncProperty(pythonPrograms, async (program) => {
        const content = new TextEncoder().encode(program);
        const candidates = await generateAll(content);
        const after = candidates.map((candidate) => applyToBytes(candidate, content));
        const { original, changed } = await checker.check(content, after);
        expect(original.parseError).toBe(null);
        const wrong = candidates.flatMap((candidate, index) => {
          const verdict = changed[index];
          const isBug = verdict?.parseError === null && verdict.isDifferent;
          return isBug && linesOutsideEntity(candidate).length === 0 ? [] : [{ verdict, ...candidate }];
        });
        expect(wrong).toEqual([]);
        for (const { strategy } of candidates) strategies.add(strategy);
      }),
      { numRuns: 250, seed: 24 },
    );
    expect(strategies).toEqual(new Set(allModifications.map(({ name }) => name)));
  });
});
