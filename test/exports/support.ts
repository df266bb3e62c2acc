import { createPatch, openRepository, type Repository, type TaskInstance } from 'bugsmith';
import { createMemoryRepository, type MemoryFile } from 'bugsmith/testing';
import { makeCheckout } from '../repository/git-checkout.ts';

export const now = (): Date => new Date(Date.UTC(2026, 0, 2, 3, 4, 5));

/** A project with a bug to come in `add`, found by a file of its own. */
export const projectFiles = {
  'shop/__init__.py': '',
  'shop/sums.py': 'def add(a, b):\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n',
  'shop/crlf é.py': 'x = 1\r\ny = 2\r\n',
  'tests/test_add.py': 'from shop.sums import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n',
  'tests/test_sub.py': 'from shop.sums import sub\n\n\ndef test_sub():\n    assert sub(3, 2) == 1\n',
  'run.sh': { executable: '#!/bin/sh\npytest\n' },
  link: { link: 'shop' },
  '.github/workflows/ci.yml': 'on: push\n',
  '.github/dependabot.yml': 'version: 2\n',
  '.github/CODEOWNERS': '* @owner\n',
};

const facts = {
  environment: { install: [], testCommand: 'python -m pytest', image: 'shop/env:1' },
  mirrorName: 'Owner__shop.1a2b3c4d',
};

/** The project without git. */
export function memoryProject(): Repository {
  const files = Object.entries(projectFiles).map(([path, file]) => {
    if (typeof file === 'string') return [path, file] as const;
    return 'link' in file
      ? ([path, { content: file.link, mode: '120000' }] as const)
      : ([path, { content: file.executable, mode: '100755' }] as const);
  });
  return createMemoryRepository({ ...facts, files: Object.fromEntries<MemoryFile>(files) });
}

/** The project in a checkout. */
export async function openProject(): Promise<{ repository: Repository; directory: string }> {
  const directory = makeCheckout(projectFiles);
  const repository = await openRepository(directory, facts);
  return { repository, directory };
}

/** The patch that makes `add` something else. */
export function breakAdd(expression: string): string {
  const before = projectFiles['shop/sums.py'];
  return createPatch([{ path: 'shop/sums.py', before, after: before.replace('a + b', expression) }]);
}

export const bugPatch: string = breakAdd('a - b');

/** An instance of the project; `number` tells instances apart. */
export function instanceOf(number: number, facts: Partial<TaskInstance> = {}): TaskInstance {
  return {
    instance_id: `Owner__shop.1a2b3c4d.func_pm_op_change__${String(number).padStart(8, 'a')}`,
    repo: 'swesmith/Owner__shop.1a2b3c4d',
    patch: bugPatch,
    FAIL_TO_PASS: ['tests/test_add.py::test_add'],
    PASS_TO_PASS: ['tests/test_sub.py::test_sub'],
    created_at: '2026-01-01T00:00:00.000000',
    image_name: 'shop/env:1',
    base_commit: '1a2b3c4d'.repeat(5),
    problem_statement: 'Sums are wrong.\nadd(1, 2) gives -1.',
    ...facts,
  };
}
