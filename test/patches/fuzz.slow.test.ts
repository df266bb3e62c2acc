import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPatch,
  type BugCandidate,
  combineSameFile,
  createPatch,
  formatPatch,
  LocalRuntime,
  parsePatch,
  PatchDoesNotApplyError,
  PatchFormatError,
  type SkippedCandidate,
  validate,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';
import { damaged, files, forbidden } from './malformed-patches.ts';

const texts = new Map<string, string | null>(Object.entries(files));

/** What a patch comes to: the files it leaves, or one of the two errors a patch may give. */
function tryPatch(patch: string): Map<string, string | null> | PatchFormatError | PatchDoesNotApplyError {
  try {
    const parsed = parsePatch(patch);
    const written = formatPatch(parsed);
    expect(formatPatch(parsePatch(written))).toBe(written);
    return applyPatch(parsed, texts);
  } catch (error) {
    if (PatchFormatError.isInstance(error) || PatchDoesNotApplyError.isInstance(error)) return error;
    throw error;
  }
}

function candidateOf(patch: string, index: number): BugCandidate {
  return { id: `${index}`, strategy: 'test', patch, explanation: '', costUsd: 0, metadata: {} };
}

describe('patches from anywhere', () => {
  it('are refused when they reach out of the repository, or change more than lines of files', () => {
    fc.assert(
      fc.property(forbidden, (patch) => {
        expect(() => parsePatch(patch)).toThrow(PatchFormatError);
      }),
      { numRuns: 3000 },
    );
  });

  it('give files inside the repository, or say what is wrong with them', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(damaged, forbidden), (patch) => {
        const outcome = tryPatch(patch);
        outcomes.add(outcome instanceof Map ? 'applied' : outcome.code);
        if (!(outcome instanceof Map)) {
          expect(outcome.message).toMatch(/^(?:Not a usable patch, line \d+: |Patch does not apply to `)/);
          return;
        }
        for (const path of outcome.keys())
          expect(path).toMatch(/^(?!\/)(?:(?!\.{0,2}\/)[^\0/]+\/)*(?!\.{1,2}$)[^\0/]+$/);
      }),
      { numRuns: 5000 },
    );
    expect([...outcomes].sort()).toEqual(['PATCH_DOES_NOT_APPLY', 'PATCH_FORMAT', 'applied']);
  });

  it('are read in a moment, however long they are', () => {
    const hunk = '@@ -1 +1 @@\n-a\n+b\n';
    const long = 60_000;
    const names = [
      'x'.repeat(long),
      'x/'.repeat(long),
      '\\170'.repeat(long),
      '\\'.repeat(long),
      '../'.repeat(long),
    ];
    const patches = [
      ...names.map((name) => `--- a/${name}x\n+++ b/${name}x\n${hunk}`),
      ...names.map((name) => `diff --git "a/${name}x" "b/${name}x"\nnew file mode 100644\n`),
      'diff --git a/x b/x\n'.repeat(long),
      `--- a/x\n+++ b/x\n@@ -1 +${'9'.repeat(long)} @@\n-a\n+b\n`,
      `--- a/x\n+++ b/x\n@@ -1 +1,${long} @@\n-a\n${'+b\n'.repeat(long)}`,
      Array.from({ length: long / 10 }, (_, index) => `--- a/${index}/x\n+++ b/${index}/x\n${hunk}`).join(''),
    ];
    expect(patches.filter((patch) => tryPatch(patch) instanceof Map)).toEqual([]);
  });

  it('are told apart by combineSameFile, which goes on with the others', async () => {
    const source = files['src/a.py'] ?? '';
    const good = [5, 15].map((line, index) =>
      candidateOf(
        createPatch([
          { path: 'src/a.py', before: source, after: source.replace(`a${line} =`, `b${line} =`) },
        ]),
        index,
      ),
    );
    const repository = createMemoryRepository({ files });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(damaged, forbidden), { maxLength: 40 }), async (patches) => {
        const skipped: SkippedCandidate[] = [];
        const bad = patches
          .map((patch, index) => candidateOf(patch, index + good.length))
          .filter(({ patch }) => !(tryPatch(patch) instanceof Map));
        const options = { repository, onSkip: (candidate: SkippedCandidate) => void skipped.push(candidate) };
        expect(await Array.fromAsync(combineSameFile([...bad, ...good], options))).toHaveLength(1);
        const isPatchError = (error: Error): boolean =>
          PatchFormatError.isInstance(error) || PatchDoesNotApplyError.isInstance(error);
        expect(skipped.filter(({ error }) => !isPatchError(error))).toEqual([]);
        const malformed = bad.filter(({ patch }) => PatchFormatError.isInstance(tryPatch(patch)));
        expect(skipped.map(({ id }) => id)).toEqual(expect.arrayContaining(malformed.map(({ id }) => id)));
      }),
      { numRuns: 50 },
    );
  });

  it('are results of validate that say so, and nothing is written anywhere', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bugsmith-fuzz-'));
    const runtime = new LocalRuntime({
      virtualEnvironment: testVenv,
      baseDirectory: join(directory, 'runtime'),
    });
    try {
      await mkdir(join(directory, 'runtime'));
      const repository = createMemoryRepository({
        files: { ...files, 'test_a.py': 'from src.a import a0\n\ndef test_a():\n    assert a0 == 0\n' },
        environment: { install: [], testCommand: 'python -m pytest' },
      });
      const patches = fc.sample(fc.oneof(damaged, forbidden), { numRuns: 300, seed: 7 });
      const candidates = patches
        .filter((patch) => !(tryPatch(patch) instanceof Map))
        .map((patch, index) => candidateOf(patch, index));
      const results = await Array.fromAsync(validate(candidates, { repository, runtime }));
      const codes = new Set(
        results.map((result) =>
          'error' in result && 'code' in result.error ? result.error.code : result.status,
        ),
      );
      expect(results).toHaveLength(candidates.length);
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['patch-failed']));
      expect(codes).toEqual(new Set(['PATCH_FORMAT', 'PATCH_DOES_NOT_APPLY']));
    } finally {
      await runtime.dispose();
      expect(await readdir(directory, { recursive: true })).toEqual(['runtime']);
      await rm(directory, { recursive: true });
    }
  });
});
