import { existsSync, readFileSync, renameSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openRepository } from '../../src/repository/open-repository.ts';
import {
  commitFiles,
  commitRawTree,
  git,
  hashDirectory,
  makeCheckout,
  makeDirectory,
  readTexts,
  wrapGit,
  writeBlob,
  writeFiles,
} from './git-checkout.ts';

describe('what a checkout may be', () => {
  it('reads files, modes and contents of the commit checked out, sorted by path', async () => {
    const directory = makeCheckout({
      'b.py': 'b\n',
      'B.py': 'B\n',
      'a/z.py': 'z',
      'a.py': { executable: '#!/bin/sh\n' },
      'link.py': { link: 'a/z.py' },
      'ä.py': '',
    });
    const repository = await openRepository(directory);
    expect(repository.commit).toBe(git(directory, 'rev-parse', 'HEAD'));
    expect(repository.files).toEqual([
      { path: 'B.py', mode: '100644' },
      { path: 'a.py', mode: '100755' },
      { path: 'a/z.py', mode: '100644' },
      { path: 'b.py', mode: '100644' },
      { path: 'link.py', mode: '120000' },
      { path: 'ä.py', mode: '100644' },
    ]);
    expect(await readTexts(repository)).toEqual({
      'B.py': 'B\n',
      'a.py': '#!/bin/sh\n',
      'a/z.py': 'z',
      'b.py': 'b\n',
      'link.py': 'a/z.py',
      'ä.py': '',
    });
  });

  it('sees nothing that is not committed', async () => {
    const directory = makeCheckout({ 'a.py': 'committed\n' });
    writeFiles(directory, { 'a.py': 'changed\n', 'staged.py': '', 'untracked.py': '' });
    git(directory, 'add', 'staged.py');
    expect(await readTexts(await openRepository(directory))).toEqual({ 'a.py': 'committed\n' });
  });

  it('opens a bare repository', async () => {
    const bare = join(makeDirectory(), 'project.git');
    git(makeCheckout({ 'a.py': 'x' }), 'clone', '--quiet', '--bare', '.', bare);
    git(bare, 'remote', 'remove', 'origin');
    const repository = await openRepository(bare);
    expect(await readTexts(repository)).toEqual({ 'a.py': 'x' });
    expect(repository.mirrorName).toBe(`project.${repository.commit.slice(0, 8)}`);
  });

  it('opens a linked worktree at its own commit', async () => {
    const directory = makeCheckout({ 'a.py': 'x' });
    const linked = join(makeDirectory(), 'linked');
    git(directory, 'worktree', 'add', '--quiet', '-b', 'other', linked);
    commitFiles(linked, { 'a.py': 'y' });
    expect(await readTexts(await openRepository(linked))).toEqual({ 'a.py': 'y' });
    expect(await readTexts(await openRepository(directory))).toEqual({ 'a.py': 'x' });
  });

  it('opens a checkout with its git directory elsewhere, through a link, and by a path with a final slash', async () => {
    const directory = makeCheckout({ 'a.py': 'x' });
    const elsewhere = join(makeDirectory(), 'elsewhere');
    renameSync(join(directory, '.git'), elsewhere);
    writeFiles(directory, { '.git': `gitdir: ${elsewhere}\n` });
    const link = join(makeDirectory(), 'link');
    symlinkSync(directory, link);
    expect(await readTexts(await openRepository(`${link}/`))).toEqual({ 'a.py': 'x' });
  });

  it('opens a shallow clone', async () => {
    const directory = makeCheckout({ 'a.py': 'x' });
    commitFiles(directory, { 'a.py': 'y' });
    const clone = join(makeDirectory(), 'clone');
    git(directory, 'clone', '--quiet', '--depth=1', `file://${directory}`, clone);
    expect(await readTexts(await openRepository(clone))).toEqual({ 'a.py': 'y' });
  });

  it('opens a SHA-256 repository', async () => {
    const directory = makeDirectory();
    git(directory, 'init', '--quiet', '--object-format=sha256');
    const commit = commitFiles(directory, { 'a.py': 'x' });
    const repository = await openRepository(directory);
    expect(repository.commit).toBe(commit);
    expect(commit).toHaveLength(64);
    expect(await readTexts(repository)).toEqual({ 'a.py': 'x' });
  });

  it('opens a commit without files', async () => {
    const repository = await openRepository(makeCheckout({}));
    expect(repository.files).toEqual([]);
    expect(await readTexts(repository)).toEqual({});
  });

  it('leaves submodules out', async () => {
    const directory = makeCheckout({ 'a.py': 'x' });
    git(directory, 'submodule', '--quiet', 'add', makeCheckout({ 'inner.py': '' }), 'vendored');
    commitFiles(directory, {});
    const repository = await openRepository(directory);
    expect(repository.files.map(({ path }) => path)).toEqual(['.gitmodules', 'a.py']);
  });

  it('keeps odd names and leaves out those that are not UTF-8', async () => {
    const directory = makeCheckout({});
    const id = writeBlob(directory, 'x');
    const names = [
      'a"b.py',
      "a'b.py",
      'a b.py',
      'a\\b.py',
      'a\nb.py',
      'a\tb.py',
      '-rf.py',
      '\ufeffa.py',
      '日本.py',
      '💥.py',
    ];
    const entries = [...names, Buffer.from([0x61, 0xff, 0x62])].map((name) => ({ mode: '100644', name, id }));
    const commit = commitRawTree(directory, entries);
    const repository = await openRepository(directory, { commit });
    expect(repository.files.map(({ path }) => path)).toEqual([...names].sort());
    expect(await readTexts(repository)).toEqual(Object.fromEntries(names.map((name) => [name, 'x'])));
  });
});

describe('the commit', () => {
  const makeHistory = (): { directory: string; first: string; second: string } => {
    const directory = makeCheckout({ 'a.py': 'first' });
    const first = git(directory, 'rev-parse', 'HEAD');
    git(directory, 'tag', '--annotate', '-m', 'Release', 'v1');
    git(directory, 'tag', '--annotate', '-m', 'Tag of a tag', 'v1-again', 'v1');
    git(directory, 'branch', 'feature/old');
    const second = commitFiles(
      directory,
      { 'a.py': 'second', 'words^{commit}': 'no commit' },
      'Find these words',
    );
    return { directory, first, second };
  };

  it.each([
    ['a full id', ({ first }: { first: string }) => first],
    ['a short id', ({ first }: { first: string }) => first.slice(0, 10)],
    ['an annotated tag', () => 'v1'],
    ['a tag of a tag', () => 'v1-again'],
    ['a branch with a slash', () => 'feature/old'],
    ['a full reference', () => 'refs/heads/feature/old'],
    ['an ancestor', () => 'HEAD~1'],
    ['a place in the reflog', () => 'HEAD@{1}'],
    ['words of its message', () => ':/^Change'],
  ])('is found by %s', async (_, choose) => {
    const history = makeHistory();
    const repository = await openRepository(history.directory, { commit: choose(history) });
    expect(repository.commit).toBe(history.first);
    expect(await readTexts(repository)).toEqual({ 'a.py': 'first' });
  });

  it('is HEAD when none is named, also when detached', async () => {
    const { directory, first, second } = makeHistory();
    expect((await openRepository(directory)).commit).toBe(second);
    git(directory, 'checkout', '--quiet', '--detach', first);
    expect((await openRepository(directory)).commit).toBe(first);
  });

  it('gives the content it records even where a replacement is set up', async () => {
    const { directory, first, second } = makeHistory();
    git(directory, 'replace', first, second);
    const repository = await openRepository(directory, { commit: first });
    expect(await readTexts(repository)).toEqual({ 'a.py': 'first' });
  });
});

describe('what opening leaves alone', () => {
  it('changes no byte of a checkout with a stale index and uncommitted work', async () => {
    const directory = makeCheckout({
      'a.py': 'a',
      'b.py': 'b',
      'pkg/c.py': 'c',
      'pyproject.toml': '[project]',
    });
    writeFiles(directory, { 'a.py': 'changed', 'staged.py': 's', 'untracked/new.py': 'n' });
    git(directory, 'add', 'staged.py');
    // The index now records another time for a file whose content is the same.
    utimesSync(join(directory, 'b.py'), new Date(1e12), new Date(1e12));
    const before = hashDirectory(directory);
    const repository = await openRepository(directory);
    await readTexts(repository);
    for await (const file of repository.readFiles(['a.py', 'b.py'])) if (file.path === 'a.py') break;
    expect(hashDirectory(directory)).toBe(before);
    git(directory, 'status');
    expect(hashDirectory(directory)).not.toBe(before);
  });

  it('runs no program a checkout names in its settings', async () => {
    const directory = makeCheckout({ 'a.py': 'a', '.gitattributes': '*.py filter=evil diff=evil' });
    const marker = join(makeDirectory(), 'marker');
    writeFiles(directory, { 'evil.sh': { executable: `#!/bin/sh\ntouch '${marker}'\n` } });
    const evil = join(directory, 'evil.sh');
    const settings = [
      'core.fsmonitor',
      'core.pager',
      'pager.ls-tree',
      'pager.cat-file',
      'core.sshCommand',
      'core.askPass',
      'core.editor',
      'core.alternateRefsCommand',
      'credential.helper',
      'filter.evil.smudge',
      'filter.evil.clean',
      'filter.evil.process',
      'diff.evil.textconv',
      'diff.external',
      'remote.origin.uploadpack',
    ];
    for (const setting of settings) git(directory, 'config', setting, evil);
    git(directory, 'config', 'alias.rev-parse', `!${evil}`);
    for (const hook of ['post-index-change', 'reference-transaction']) {
      writeFiles(directory, { [`.git/hooks/${hook}`]: { executable: `#!/bin/sh\ntouch '${marker}'\n` } });
    }
    await readTexts(await openRepository(directory));
    expect(existsSync(marker)).toBe(false);
  });

  it('obeys no variable of the host but PATH and HOME, and passes on no other', async () => {
    const directory = makeCheckout({ 'a.py': 'right' });
    const other = makeCheckout({ 'a.py': 'wrong' });
    const log = join(makeDirectory(), 'environment');
    wrapGit(`env >> '${log}'\nexec "$GIT" "$@"`);
    vi.stubEnv('GIT_DIR', join(other, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other);
    vi.stubEnv('GIT_OBJECT_DIRECTORY', join(other, '.git/objects'));
    vi.stubEnv('GIT_NAMESPACE', 'other');
    vi.stubEnv('GIT_CEILING_DIRECTORIES', '/');
    vi.stubEnv('SECRET_TOKEN', 'hunter2');
    expect(await readTexts(await openRepository(directory))).toEqual({ 'a.py': 'right' });
    const passed = readFileSync(log, 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(passed).toContain('GIT_OPTIONAL_LOCKS');
    expect(passed).not.toContain('SECRET_TOKEN');
    expect(passed).not.toContain('GIT_DIR');
    expect(passed).not.toContain('GIT_NAMESPACE');
  });
});

it('takes an environment and a mirror name as they are', async () => {
  const directory = makeCheckout({ 'pyproject.toml': '[project]\nname = "x"' });
  const environment = { install: ['make'], testCommand: 'make test', python: '3.12', image: 'mine' };
  const repository = await openRepository(directory, { environment, mirrorName: 'me__mine' });
  expect(repository.environment).toBe(environment);
  expect(repository.mirrorName).toBe('me__mine');
});

it('reads the environment from the commit, not from the working tree or through a link', async () => {
  const directory = makeCheckout({
    'pyproject.toml': '[project]\nname = "x"\nrequires-python = ">=3.9"',
    'requirements.txt': { link: 'pyproject.toml' },
    'tests/test_x.py': 'import pytest\n',
  });
  writeFiles(directory, { 'pyproject.toml': 'changed' });
  expect((await openRepository(directory)).environment).toEqual({
    python: '3.9',
    install: ['python -m pip install .', 'python -m pip install pytest'],
    testCommand: 'python -m pytest',
    importRoots: ['.'],
  });
});
