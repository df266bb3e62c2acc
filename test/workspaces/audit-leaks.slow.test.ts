import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLeaks, type WorkspaceLeak, LocalRuntime, prepareWorkspace, type TaskInstance } from 'bugsmith';
import { testPython } from '../support/python.ts';
import { bug, buggy, clean, git, makeDirectory, prepareLocally, shop, toInstance } from './support.ts';

/** Copied for each test. */
let prepared: string;

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'bugsmith-workspace-'));
  await prepareWorkspace(bug, { repositories: shop, directory: prepared });
});

afterAll(() => rm(prepared, { recursive: true, force: true }));

/** A directory with a workspace in it. */
async function prepare(instance: TaskInstance = bug): Promise<string> {
  const directory = join(await makeDirectory(), 'workspace');
  if (instance === bug) await cp(prepared, directory, { recursive: true, verbatimSymlinks: true });
  else await prepareWorkspace(instance, { repositories: shop, directory });
  return directory;
}

async function audit(directory: string, paths: readonly string[] = []): Promise<WorkspaceLeak[]> {
  return auditLeaks(directory, bug, { repositories: shop, paths, searchEnvironment: false });
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** The kinds of what is found once something was planted, with the paths below the workspace. */
async function findPlanted(
  plant: (directory: string) => Promise<void>,
): Promise<{ kind: string; path: string; ref: string | undefined; detail: string }[]> {
  const directory = await prepare();
  await plant(directory);
  const leaks = await audit(directory);
  return leaks.map(({ kind, path, ref, detail }) => ({
    kind,
    path: path.replace(`${directory}/`, ''),
    ref,
    detail,
  }));
}

const python = (script: string, ...parameters: readonly string[]): void => {
  execFileSync(testPython, ['-c', script, ...parameters]);
};

const changedLine = '    if amount < 0:\n';

describe('a workspace that was prepared', () => {
  it('has no leak, as a directory and in a sandbox', async () => {
    expect(await audit(await prepare())).toEqual([]);
    for (const removeFailingTests of [true, false]) {
      const workspace = await prepareLocally({ removeFailingTests });
      expect(await auditLeaks(workspace, bug, { repositories: shop, python: testPython })).toEqual([]);
      expect(await auditLeaks(workspace.sandbox, bug, { repositories: shop, python: testPython })).toEqual(
        [],
      );
      expect((await workspace.sandbox.exec({ command: 'ls -A "$TMPDIR"' })).stdout).toBe('');
    }
  });

  it.each<[string, TaskInstance]>([
    [
      'only adds lines',
      toInstance({ 'shop/money.py': [clean, clean.replace(changedLine, `${changedLine}        pass\n`)] }),
    ],
    [
      'only takes lines away',
      toInstance({ 'shop/money.py': [clean, clean.replace('    tax =', '    pass  #')] }),
    ],
    ['removes a file', toInstance({ 'shop/money.py': [clean, null] })],
    ['makes a file', toInstance({ 'shop/coins.py': [null, buggy] })],
    ['changes a single short line', toInstance({ 'shop/money.py': [clean, clean.replace('19', '20')] })],
  ])('has no leak when the bug %s', async (_, instance) => {
    const directory = await prepare(instance);
    expect(await auditLeaks(directory, instance, { repositories: shop, searchEnvironment: false })).toEqual(
      [],
    );
  });
});

describe('the history', () => {
  it.each<[string, string, (directory: string) => Promise<unknown>]>([
    [
      'a commit before',
      'git-commit',
      async (directory) => {
        await put(join(directory, 'shop/money.py'), clean);
        await git(directory, 'commit', '-qam', 'Fix');
        await put(join(directory, 'shop/money.py'), buggy);
        await git(directory, 'commit', '-qam', 'Break');
      },
    ],
    ['a branch', 'git-ref', (directory) => git(directory, 'branch', 'clean')],
    ['a tag', 'git-ref', (directory) => git(directory, 'tag', '-m', 'tagged', 'v1')],
    [
      'a packed ref',
      'git-ref',
      async (directory) => {
        await git(directory, 'branch', 'clean');
        await git(directory, 'pack-refs', '--all');
      },
    ],
    [
      'a stash',
      'git-ref',
      async (directory) => {
        await put(join(directory, 'shop/money.py'), clean);
        await git(directory, 'stash');
      },
    ],
    ['a note', 'git-ref', (directory) => git(directory, 'notes', 'add', '-m', 'see the fix')],
    [
      'a remote',
      'git-remote',
      (directory) => git(directory, 'remote', 'add', 'origin', 'https://example.org/a.git'),
    ],
    [
      'a reflog',
      'git-reflog',
      async (directory) => {
        await git(directory, 'commit', '-q', '--allow-empty', '--amend', '-m', 'Again');
      },
    ],
    [
      'a commit that was here',
      'git-head-file',
      async (directory) => {
        await put(join(directory, '.git/ORIG_HEAD'), `${'0'.repeat(40)}\n`);
      },
    ],
    ['a hook', 'git-hook', (directory) => put(join(directory, '.git/hooks/post-checkout'), '#!/bin/sh\n')],
    [
      'another place with objects',
      'git-alternates',
      async (directory) => {
        await put(join(directory, '.git/objects/info/alternates'), '/nowhere/objects\n');
      },
    ],
    [
      'a shallow history',
      'git-shallow',
      async (directory) => {
        await put(join(directory, '.git/shallow'), `${await git(directory, 'rev-parse', 'HEAD')}\n`);
      },
    ],
    ['other parents', 'git-grafts', (directory) => put(join(directory, '.git/info/grafts'), '')],
    [
      'another checkout',
      'git-worktree',
      async (directory) => {
        await git(directory, 'worktree', 'add', '-q', '--detach', join(directory, '../other'));
      },
    ],
    [
      'a history that is elsewhere',
      'git-worktree',
      async (directory) => {
        await rename(join(directory, '.git'), join(directory, '../elsewhere'));
        await put(join(directory, '.git'), `gitdir: ${join(directory, '../elsewhere')}\n`);
      },
    ],
    [
      'a submodule',
      'git-submodule',
      (directory) => put(join(directory, '.git/modules/lib/HEAD'), 'ref: x\n'),
    ],
  ])('may hold %s', async (_, kind, plant) => {
    const found = await findPlanted(async (directory) => {
      await plant(directory);
    });
    expect(found.map((leak) => leak.kind)).toContain(kind);
  });

  it('may hold the answer in an object nothing leads to, loose or packed', async () => {
    for (const isPacked of [false, true]) {
      let id = '';
      const found = await findPlanted(async (directory) => {
        await put(join(directory, '../money.py'), clean);
        id = await git(directory, 'hash-object', '-w', '--no-filters', join(directory, '../money.py'));
        if (!isPacked) return;
        const list = join(directory, '../list');
        await put(list, `${id}\n`);
        await git(directory, 'gc', '-q');
        execFileSync(
          'sh',
          ['-c', `git -C "$1" pack-objects -q "$1/.git/objects/pack/pack" < "$2"`, 'sh', directory, list],
          { stdio: 'ignore' },
        );
        await git(directory, 'prune-packed', '-q');
      });
      expect(found).toEqual([
        {
          kind: 'git-object',
          path: '.git',
          ref: id,
          detail: 'is the file `shop/money.py` without the bug',
        },
      ]);
    }
  });

  it('may be that of another repository', async () => {
    const found = await findPlanted(async (directory) => {
      const other = join(directory, 'vendor/copy');
      await put(join(other, 'money.py'), clean);
      await git(other, 'init', '-q');
      await git(other, 'add', '.');
      await git(other, 'commit', '-qm', 'one');
      await put(join(other, 'money.py'), buggy);
    });
    expect(found).toMatchObject([{ kind: 'git-object', path: 'vendor/copy/.git' }]);
  });

  it('cannot be examined when it is broken, which is said', async () => {
    const found = await findPlanted((directory) => put(join(directory, '.git/HEAD'), 'broken'));
    expect(found).toMatchObject([{ kind: 'unexamined', path: '.git' }]);
  });
});

describe('a file', () => {
  const part = clean.slice(clean.indexOf('def add_tax'), clean.indexOf('def halve'));
  const difference =
    '--- a/shop/money.py\n+++ b/shop/money.py\n@@ -8 +8 @@\n-    if amount > 0:\n+    if amount < 0:\n';
  const wheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("shop/money.py", open(sys.argv[2]).read())
`;
  const compile =
    'import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True, optimize=int(sys.argv[3]))';

  it.each<[string, string, string, string | Uint8Array]>([
    ['a copy', 'copy', 'build/lib/shop/money.py', clean],
    ['a copy under another name', 'copy', 'docs/listing.txt', clean],
    ['a part with other line ends', 'copy', 'docs/part.txt', `Look:\r\n${part.replaceAll('\n', '\r\n')}\r\n`],
    ['a part with another indentation', 'copy', 'CHANGES.md', part.replaceAll(/^/gm, '    > '.slice(0, 4))],
    ['what an editor keeps', 'backup-file', 'shop/money.py~', clean],
    ['an original', 'backup-file', 'shop/money.py.orig', clean],
    ['what could not be applied', 'backup-file', 'shop/money.py.rej', difference],
    ['a difference', 'backup-file', 'fix.patch', difference],
    [
      'a swap file',
      'backup-file',
      'shop/.money.py.swp',
      `b0VIM 9\0\0${clean.split('\n').reverse().join('\0')}`,
    ],
    ['a compressed copy', 'archive', 'money.gz', gzipSync(clean)],
    ['the changed file itself', 'repository-file', 'shop/money.py', clean],
    ['an unchanged file of the repository', 'repository-file', 'README.md', `A shop.\n${part}`],
  ])('may hold the answer: %s', async (_, kind, path, content) => {
    const found = await findPlanted((directory) => put(join(directory, path), content));
    expect(found).toEqual([
      { kind, path, ref: undefined, detail: expect.stringContaining('shop/money.py') as unknown },
    ]);
  });

  it('may be in an archive', async () => {
    const found = await findPlanted(async (directory) => {
      await put(join(directory, '../money.py'), clean);
      await mkdir(join(directory, 'dist'));
      python(wheel, join(directory, 'dist/shop-1.0-py3-none-any.whl'), join(directory, '../money.py'));
      await mkdir(join(directory, 'dist/inner'));
      execFileSync('tar', [
        '-czf',
        join(directory, 'dist/shop-1.0.tar.gz'),
        '-C',
        join(directory, 'dist'),
        'shop-1.0-py3-none-any.whl',
      ]);
    });
    expect(found.map(({ kind, path }) => [kind, path]).sort()).toEqual([
      ['archive', 'dist/shop-1.0-py3-none-any.whl'],
      ['archive', 'dist/shop-1.0.tar.gz'],
    ]);
    expect(found[0]?.detail).toContain('`shop/money.py`');
  });

  it.each([0, 1, 2])('may be compiled, at level %d', async (level) => {
    const directory = await prepare();
    const [cleanPath, buggyPath] = [join(directory, '../money.py'), join(directory, 'shop/money.py')];
    await put(cleanPath, `# moved\n\n${clean}`);
    await mkdir(join(directory, 'cache'));
    python(compile, cleanPath, join(directory, 'cache/anything.pyc'), String(level));
    python(compile, buggyPath, join(directory, 'cache/money.pyc'), String(level));
    const leaks = await auditLeaks(directory, bug, { repositories: shop, python: testPython });
    expect(leaks).toEqual([
      {
        kind: 'bytecode',
        path: join(directory, 'cache/anything.pyc'),
        detail: 'is compiled from `shop/money.py` without the bug',
      },
    ]);
  });

  it('may be compiled by another Python, which cannot be examined', async () => {
    const found = await findPlanted((directory) =>
      put(
        join(directory, 'shop/__pycache__/money.cpython-20.pyc'),
        Uint8Array.from({ length: 99 }, () => 7),
      ),
    );
    expect(found).toMatchObject([{ kind: 'unexamined', path: 'shop/__pycache__/money.cpython-20.pyc' }]);
  });

  it('may be like the answer without being it', async () => {
    const found = await findPlanted(async (directory) => {
      await put(join(directory, 'a.py'), buggy);
      await put(join(directory, 'b.py'), 'if amount < 0:\n    pass\n');
      await put(join(directory, 'c.py'), part.replace('amount < 0', 'amount <= 0').replace('+', '*'));
      await put(join(directory, 'empty.whl'), 'no archive');
      await put(join(directory, 'broken.gz'), gzipSync(clean).subarray(0, 40));
    });
    expect(found).toEqual([]);
  });

  it('cannot be read by the agent when it cannot be read at all', async () => {
    const found = await findPlanted(async (directory) => {
      await put(join(directory, 'locked.py'), clean);
      await chmod(join(directory, 'locked.py'), 0o000);
    });
    expect(found.length).toBe(process.getuid?.() === 0 ? 1 : 0);
  });
});

describe('the environment', () => {
  it('is searched, with what an editable installation points to', async () => {
    const environment = await makeDirectory();
    execFileSync(testPython, ['-m', 'venv', '--without-pip', join(environment, 'venv')]);
    const library = join(environment, 'venv/lib');
    const [version = ''] = await readdir(library);
    const packages = join(library, version, 'site-packages');
    await put(join(packages, 'shop/money.py'), clean);
    await put(join(packages, '__editable__.shop.pth'), `${join(environment, 'source')}\n`);
    await put(join(environment, 'source/shop/money.py'), clean);
    const runtime = new LocalRuntime({ virtualEnvironment: join(environment, 'venv') });
    const workspace = await prepareWorkspace(bug, { repositories: shop, runtime });
    const leaks = await auditLeaks(workspace, bug, { repositories: shop });
    expect(leaks.map(({ kind, path }) => [kind, path]).sort()).toEqual([
      ['copy', join(environment, 'source/shop/money.py')],
      ['installed-copy', join(packages, 'shop/money.py')],
    ]);
    await runtime.dispose();
    const directory = await prepare();
    const program = join(environment, 'venv/bin/python');
    expect(await auditLeaks(directory, bug, { repositories: shop, python: program })).toEqual(leaks);
  });

  it('is searched where the caller says', async () => {
    const place = await makeDirectory();
    await put(join(place, '.cache/pip/http/body'), clean);
    const directory = await prepare();
    expect(await audit(directory, [place])).toMatchObject([{ kind: 'copy' }]);
    await expect(audit(directory, ['relative'])).rejects.toThrow(/absolute paths/);
  });

  it('needs a Python', async () => {
    const directory = await prepare();
    const audited = auditLeaks(directory, bug, { repositories: shop, python: 'no-such-python' });
    await expect(audited).rejects.toThrow(/needs Python 3\.6/);
  });
});

it('finds the tests that were removed', async () => {
  const workspace = await prepareLocally({ removeFailingTests: true });
  const [file] = await Array.fromAsync(shop.readFiles(['tests/test_money.py']));
  await workspace.sandbox.writeFile('elsewhere.py', file?.content ?? '');
  expect(await auditLeaks(workspace, bug, { repositories: shop, python: testPython })).toMatchObject([
    { kind: 'copy', detail: 'is the file `tests/test_money.py` without the bug' },
  ]);
});
