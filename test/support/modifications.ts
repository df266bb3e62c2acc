import { expect } from 'vitest';
import { ProceduralModifier, pythonModifications, type BugCandidate } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { applyPatch } from '../../src/patches/apply-patch.ts';
import { parsePatch } from '../../src/patches/parse-patch.ts';

/** The text of `path` after a candidate's patch. */
export function applyCandidate({ patch }: BugCandidate, path: string, text: string): string {
  return applyPatch(parsePatch(patch), new Map([[path, text]])).get(path) ?? '';
}

/** Everything a modification makes of a text, whatever its complexity. */
export async function rewrite(name: string, text: string): Promise<string[]> {
  const modification = pythonModifications.find((candidate) => candidate.name === `func_pm_${name}`);
  if (modification === undefined) throw new Error(`no modification ${name}`);
  const modifier = new ProceduralModifier({
    modifications: [{ ...modification, minComplexity: 0, maxComplexity: Number.POSITIVE_INFINITY }],
    likelihood: 1,
  });
  const repository = createMemoryRepository({ files: { 'module.py': text } });
  const rewritten: string[] = [];
  for await (const candidate of modifier.generate(repository)) {
    rewritten.push(applyCandidate(candidate, 'module.py', text));
  }
  return rewritten;
}

/** Puts lines into the body of a function. */
export function inFunction(body: string): string {
  return `def f(a, b, c):\n${body.replace(/^(?=.)/gm, '    ')}\n`;
}

/** Asserts that a modification makes exactly these bodies out of a function's body, in any order. */
export async function expectRewrites(name: string, body: string, expected: readonly string[]): Promise<void> {
  const rewritten = await rewrite(name, inFunction(body));
  expect(rewritten.toSorted()).toEqual(expected.map(inFunction).toSorted());
}
