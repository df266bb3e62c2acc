import { mkdir, readFile, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, PatchDoesNotApplyError, prepareWorkspace } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';
import { bug, buggy, clean, git, makeDirectory, prepareLocally, shop, toInstance } from './support.ts';

describe('a workspace in a directory', () => {
  it('holds the files with the bug, byte for byte, and one commit', async () => {
    const directory = join(await makeDirectory(), 'new');
    const workspace = await prepareWorkspace(bug, { repositories: shop, directory });
    expect(workspace).toMatchObject({
      instanceId: bug.instance_id,
      directory,
      removedTestFiles: [],
      removedFiles: [],
      replacedCopies: [],
      keptCopies: [],
    });
    expect('sandbox' in workspace).toBe(false);
    expect(await readFile(join(directory, 'shop/money.py'), 'utf8')).toBe(buggy);
    expect(await readFile(join(directory, 'notes.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
    expect((await stat(join(directory, 'run.sh'))).mode & 0o777).toBe(0o755);
    expect(await readlink(join(directory, 'link.py'))).toBe('shop/money.py');
    expect(await git(directory, 'status', '--porcelain', '--ignored')).toBe('');
    expect(await git(directory, 'log', '--all', '--format=%H %an %ae %aI %s')).toBe(
      `${workspace.commit} bugsmith bugsmith@localhost 2000-01-01T00:00:00+00:00 Initial commit`,
    );
    expect(await git(directory, 'show', 'HEAD:shop/money.py')).toBe(buggy.trim());
    expect(await git(directory, 'show', 'HEAD:notes.txt')).toBe('one\r\ntwo');
    const tracked = (await git(directory, '-c', 'core.quotePath=false', 'ls-files')).split('\n');
    expect(tracked).toEqual(shop.files.map(({ path }) => path));
  });

  it('has nothing that leads to the fix in its history', async () => {
    const { directory, commit } = await prepareWorkspace(bug, {
      repositories: shop,
      directory: await makeDirectory(),
    });
    expect(await git(directory, 'for-each-ref', '--format=%(objectname) %(refname)')).toBe(
      `${commit} refs/heads/main`,
    );
    expect(await git(directory, 'remote')).toBe('');
    expect(await git(directory, 'reflog', '--all')).toBe('');
    expect(await git(directory, 'fsck', '--unreachable', '--no-reflogs')).toBe('');
    const objects = await git(directory, 'cat-file', '--batch-all-objects', '--batch-check');
    const reachable = await git(directory, 'rev-list', '--objects', '--all');
    expect(objects.split('\n')).toHaveLength(reachable.split('\n').length);
    expect((await readdir(join(directory, '.git'))).sort()).toEqual(
      ['HEAD', 'config', 'index', 'info', 'objects', 'refs'].sort(),
    );
  });

  it('is the same for the same instance, in a sandbox too', async () => {
    const prepare = async (): Promise<string | undefined> => {
      const directory = await makeDirectory();
      return (await prepareWorkspace(bug, { repositories: [shop], directory })).commit;
    };
    const first = await prepare();
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    expect(await prepare()).toBe(first);
    expect((await prepareLocally()).commit).toBe(first);
    expect((await prepareLocally({ removeFailingTests: true })).commit).not.toBe(first);
  });

  it('is refused where something is already, and where the code is not to be had', async () => {
    const directory = await makeDirectory();
    await writeFile(join(directory, 'mine'), '');
    const refused = expect.objectContaining({ argument: 'directory' }) as unknown;
    await expect(prepareWorkspace(bug, { repositories: shop, directory })).rejects.toEqual(refused);
    expect(await readdir(directory)).toEqual(['mine']);
    const other = createMemoryRepository({ files: { 'a.py': '' }, mirrorName: 'other__other.00000000' });
    const empty = await makeDirectory();
    const unknown = prepareWorkspace(bug, { repositories: [other], directory: empty });
    await expect(unknown).rejects.toSatisfy((error) => InvalidArgumentError.isInstance(error));
    const unfit = toInstance({ 'shop/money.py': ['def other():\n    pass\n', 'def other():\n    fail\n'] });
    const broken = prepareWorkspace(unfit, { repositories: shop, directory: empty });
    await expect(broken).rejects.toSatisfy((error) => PatchDoesNotApplyError.isInstance(error));
    expect(await readdir(empty)).toEqual([]);
  });

  it('leaves out the files of tests that fail, and files the bug removed, when told to', async () => {
    const moved = toInstance({ 'shop/money.py': [clean, null], 'shop/coins.py': [null, buggy] });
    const directory = await makeDirectory();
    const workspace = await prepareWorkspace(moved, {
      repositories: shop,
      directory,
      removeFailingTests: true,
    });
    expect(workspace.removedTestFiles).toEqual(['tests/test_money.py']);
    expect(await readdir(join(directory, 'tests'))).toEqual(['test_halve.py']);
    expect((await readdir(join(directory, 'shop'))).sort()).toEqual(['__init__.py', 'coins.py']);
    expect(await git(directory, 'rev-list', '--count', '--all')).toBe('1');
    const paths = workspace.repository.files.map(({ path }) => path);
    expect(paths).toContain('shop/coins.py');
    expect(paths).not.toContain('tests/test_money.py');
    expect(paths).not.toContain('shop/money.py');
    expect(await Array.fromAsync(workspace.repository.readFiles(['run.sh', 'shop/coins.py']))).toEqual([
      { path: 'run.sh', mode: '100755', content: expect.any(Uint8Array) as unknown },
      { path: 'shop/coins.py', mode: '100644', content: new TextEncoder().encode(buggy) },
    ]);
  });

  it('leaves out bytecode the repository holds of what was changed or removed', async () => {
    const [changed, removed, other] = [
      'shop/__pycache__/money.cpython-311.pyc',
      'tests/__pycache__/test_money.cpython-311-pytest-7.2.1.pyc',
      'shop/__pycache__/__init__.cpython-311.pyc',
    ];
    const repositories = createMemoryRepository({
      files: {
        'shop/money.py': clean,
        'tests/test_money.py': '',
        [changed]: 'a',
        [removed]: 'b',
        [other]: 'c',
      },
      mirrorName: shop.mirrorName,
    });
    const directory = await makeDirectory();
    await prepareWorkspace(bug, { repositories, directory, removeFailingTests: true });
    expect((await git(directory, 'ls-files')).split('\n')).toEqual([other, 'shop/money.py']);
  });

  it('finds the files of tests that unittest names', async () => {
    const instance = { ...bug, FAIL_TO_PASS: ['tests.test_money.TaxTest.test_add', 'nowhere.Test.test'] };
    const workspace = await prepareLocally({ removeFailingTests: true }, instance);
    expect(workspace.removedTestFiles).toEqual(['tests/test_money.py']);
  });
});

describe('a workspace in a sandbox', () => {
  it('loses what was cached or left beside the repository, and nothing of the repository', async () => {
    const preparedDirectory = await makeDirectory();
    const leave = async (path: string, content = 'left'): Promise<void> => {
      await mkdir(join(preparedDirectory, path, '..'), { recursive: true });
      await writeFile(join(preparedDirectory, path), content);
    };
    await leave('shop/money.py.orig', clean);
    await leave('shop/money.py.rej');
    await leave('shop/.money.py.swp');
    await leave('.mypy_cache/3.11/shop.data.json');
    await leave('shop.egg-info/PKG-INFO', 'Name: shop\n');
    await leave('shop/native.so', 'built');
    await leave('build/lib/shop/money.py', clean);
    const { sandbox, ...workspace } = await prepareLocally({}, bug, { preparedDirectory });
    expect(workspace.removedFiles).toEqual([
      '.mypy_cache/3.11/shop.data.json',
      'shop/.money.py.swp',
      'shop/money.py.orig',
      'shop/money.py.rej',
    ]);
    expect(workspace.replacedCopies).toEqual([join(sandbox.workingDirectory, 'build/lib/shop/money.py')]);
    expect(workspace.keptCopies).toEqual([]);
    const read = async (path: string): Promise<string | undefined> =>
      (await sandbox.readFile(path).then((bytes) => bytes && Buffer.from(bytes).toString())) ?? undefined;
    expect(await read('build/lib/shop/money.py')).toBe(buggy);
    expect(await read('kept.orig')).toBe('an original of the repository itself\n');
    expect(await read('shop/native.so')).toBe('built');
    // What the installation left is neither committed nor taken for the agent's work.
    const { stdout } = await sandbox.exec({ command: 'git status --porcelain; git ls-files | wc -l' });
    expect(stdout.trim()).toBe(String(shop.files.length));
    expect(workspace.commit).toBe((await prepareLocally()).commit);
  });

  it('has no history where there is no git', async () => {
    const programs = await makeDirectory();
    const { stdout } = await (await prepareLocally()).sandbox.exec({ command: 'command -v python3 || true' });
    for (const [name, target] of Object.entries({ python3: stdout.trim() })) {
      if (target !== '') await symlink(target, join(programs, name));
    }
    const tools = ['sh', 'find', 'rm', 'xargs', 'mkdir', 'sed', 'ls'];
    for (const tool of tools) {
      const places = ['/bin', '/usr/bin'].map((place) => join(place, tool));
      for (const place of places) {
        await symlink(place, join(programs, tool)).catch(() => undefined);
        if ((await stat(join(programs, tool)).catch(() => null)) !== null) break;
        await rm(join(programs, tool), { force: true });
      }
    }
    const workspace = await prepareLocally({}, bug, { env: { PATH: programs } });
    expect(workspace.commit).toBeUndefined();
    expect((await workspace.sandbox.exec({ command: 'ls -A' })).stdout).not.toMatch(/^\.git$/m);
    const content = await workspace.sandbox.readFile('shop/money.py');
    expect(new TextDecoder().decode(content ?? undefined)).toBe(buggy);
  });

  it('is removed when it cannot be made', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(prepareLocally({ abortSignal: abort.signal })).rejects.toThrow('enough');
  });
});
