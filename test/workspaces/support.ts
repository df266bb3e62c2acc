import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import {
  createPatch,
  LocalRuntime,
  type LocalRuntimeOptions,
  prepareWorkspace,
  type PrepareWorkspaceOptions,
  type Repository,
  type SandboxWorkspace,
  type TaskInstance,
} from 'bugsmith';
import { createMemoryRepository, type MemoryFile } from 'bugsmith/testing';

const run = promisify(execFile);

export const clean: string = [
  '"""Money."""',
  '',
  'RATE = 19',
  '',
  '',
  'def add_tax(amount):',
  '    """Adds the tax."""',
  '    if amount < 0:',
  '        raise ValueError("amount must not be negative")',
  '    tax = amount * RATE / 100',
  '    return round(amount + tax, 2)',
  '',
  '',
  'def halve(amount):',
  '    return amount / 2',
  '',
].join('\n');

export const buggy: string = clean
  .replace('amount < 0', 'amount > 0')
  .replace('amount + tax', 'amount - tax');

const tests = [
  'from shop.money import add_tax, halve',
  '',
  '',
  'def test_add_tax():',
  '    assert add_tax(100) == 119',
  '',
].join('\n');

const files: Readonly<Record<string, MemoryFile>> = {
  '.gitattributes': '*.txt text eol=crlf\n*.py ident\n',
  '.gitignore': '*.log\n/build/\n',
  'README.md': 'A shop.\n',
  'kept.orig': 'an original of the repository itself\n',
  'notes.txt': 'one\r\ntwo\r\n',
  'run.sh': { mode: '100755', content: '#!/bin/sh\necho it runs\n' },
  'link.py': { mode: '120000', content: 'shop/money.py' },
  'shop/__init__.py': '',
  'shop/money.py': clean,
  'tests/test_money.py': tests,
  'tests/test_halve.py': 'from shop.money import halve\n\n\ndef test_halve():\n    assert halve(4) == 2\n',
  "odd [name]'s.txt": 'odd\n',
};

export const shop: Repository = createMemoryRepository({
  files,
  environment: { install: [], testCommand: 'python -m pytest' },
  mirrorName: 'shop__shop.00000000',
});

export const bug: TaskInstance = toInstance({ 'shop/money.py': [clean, buggy] });

/** An instance of the shop with these changes: text without the bug, and with it. */
export function toInstance(
  changes: Readonly<Record<string, readonly [string | null, string | null]>>,
): TaskInstance {
  return {
    instance_id: `${shop.mirrorName}.func_pm_op_change__abcd1234`,
    repo: `swesmith/${shop.mirrorName}`,
    patch: createPatch(Object.entries(changes).map(([path, [before, after]]) => ({ path, before, after }))),
    FAIL_TO_PASS: ['tests/test_money.py::test_add_tax'],
    PASS_TO_PASS: ['tests/test_halve.py::test_halve'],
    problem_statement: 'Adding the tax takes it away.',
  };
}

/** A directory that is gone after the test. */
export async function makeDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'bugsmith-workspaces-')));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A workspace in a sandbox on this machine that ends with the test. */
export async function prepareLocally(
  options: Partial<PrepareWorkspaceOptions> = {},
  instance: TaskInstance = bug,
  local: LocalRuntimeOptions = {},
): Promise<SandboxWorkspace> {
  const runtime = new LocalRuntime(local);
  onTestFinished(() => runtime.dispose());
  return prepareWorkspace(instance, { repositories: shop, runtime, ...options });
}

/** What a git command prints in a directory. */
export async function git(directory: string, ...parameters: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', directory, ...parameters], { env: gitEnvironment });
  return stdout.trim();
}

const gitEnvironment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.org',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.org',
};
