import { importRoots } from '../../validation/run-suite.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import { quoteForShell } from '../../repository/detection/quote-for-shell.ts';
import type { Repository } from '../../repository/repository.ts';
import type { TestFiles } from './test-files.ts';

/** Width of the lines of the encoded patch. */
const lineLength = 76;

/**
 * Writes the script that puts the tests back, whatever the agent did to them, and runs the suite.
 *
 * The patch with the tests is encoded: the harness drops lines of the script that look like its own, and the
 * script runs whatever bytes the tests hold.
 */
export function formatEvalScript(facts: {
  readonly repository: Repository;
  readonly testFiles: TestFiles;
  readonly testPatch: string;
}): string {
  const { repository, testFiles, testPatch } = facts;
  const roots = importRoots(repository).map((root) => (root === '.' ? '/testbed' : `/testbed/${root}`));
  return [
    '#!/bin/bash',
    'set -uxo pipefail',
    'cd /testbed',
    ...restoreFiles(testFiles.restored),
    ...addFiles(testFiles.hidden, testPatch),
    `export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=${quoteForShell(roots.join(':'))}`,
    // A line for each test whatever its outcome, without what passing tests printed.
    'export PYTEST_ADDOPTS="${PYTEST_ADDOPTS:-} -rap --color=no"',
    ": '>>>>> Start Test Output'",
    repository.environment.testCommand,
    ": '>>>>> End Test Output'",
    '',
  ].join('\n');
}

function restoreFiles(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [`git checkout HEAD -- ${quoteAll(paths)}`];
}

function addFiles(paths: readonly string[], patch: string): string[] {
  if (paths.length === 0) return [];
  const encoded = Buffer.from(encodePatch(patch)).toString('base64');
  const lines = encoded.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [
    `rm -rf -- ${quoteAll(paths)}`,
    "base64 --decode <<'END_OF_TESTS' | git apply --whitespace=nowarn -",
    ...lines,
    'END_OF_TESTS',
  ];
}

function quoteAll(paths: readonly string[]): string {
  return paths.map(quoteForShell).join(' ');
}
