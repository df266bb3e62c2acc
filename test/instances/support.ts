import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import type { Repository } from '../../src/repository/repository.ts';
import type { BugCandidate } from '../../src/strategies/bug-candidate.ts';
import type { ValidationResult } from '../../src/validation/validation-result.ts';

export const mirrorName = 'Owner__py.name.1a2b3c4d';

export function fakeRepository(facts: Partial<Repository> = {}): Repository {
  return {
    mirrorName,
    commit: '1a2b3c4d'.repeat(5),
    environment: { install: [], testCommand: 'python -m pytest' },
    files: [],
    // eslint-disable-next-line require-yield
    async *readFiles() {
      throw new Error('not needed here');
    },
    ...facts,
  };
}

export const patch = `diff --git a/src/util.py b/src/util.py
--- a/src/util.py
+++ b/src/util.py
@@ -1,2 +1,2 @@
 def add(a, b):
-    return a + b
+    return a - b
`;

export function candidate(facts: Partial<BugCandidate> = {}): BugCandidate {
  return {
    id: 'x1y2z3a4',
    strategy: 'func_pm_op_change',
    patch,
    explanation: 'An operator is another one.',
    entity: { kind: 'function', qualifiedName: 'add', path: 'src/util.py', startLine: 1, endLine: 2 },
    costUsd: 0,
    metadata: {},
    ...facts,
  };
}

export function validResult(
  facts: Partial<Extract<ValidationResult, { status: 'valid' }>> = {},
): Extract<ValidationResult, { status: 'valid' }> {
  return {
    status: 'valid',
    candidate: candidate(),
    failToPass: ['tests/test_util.py::test_add'],
    passToPass: ['tests/test_util.py::test_other'],
    failToFail: [],
    passToFail: [],
    durationMs: 12,
    testsRun: ['tests/test_util.py::test_add', 'tests/test_util.py::test_other'],
    testOutput: 'output\n',
    ...facts,
  };
}

/** 2025-03-21, with milliseconds that need padding. */
export const now = (): Date => new Date(Date.UTC(2025, 2, 21, 8, 23, 31, 7));

export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bugsmith-test-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Every file below a directory with its content, by its relative path. */
export async function readTree(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const tree: Record<string, string> = {};
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    tree[relative(directory, path)] = await readFile(path, 'latin1');
  }
  return tree;
}

export async function writeTree(directory: string, tree: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content, 'latin1');
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
