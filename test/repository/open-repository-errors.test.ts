import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { RepositoryError, type RepositoryErrorReason } from '../../src/errors/repository-error.ts';
import { openRepository } from '../../src/repository/open-repository.ts';
import {
  catchError,
  commitFiles,
  git,
  hashDirectory,
  makeCheckout,
  makeDirectory,
  readTexts,
  wrapGit,
  writeFiles,
} from './git-checkout.ts';

async function expectFailure(
  promise: Promise<unknown>,
  reason: RepositoryErrorReason,
  ...words: readonly string[]
): Promise<RepositoryError> {
  const error = await catchError(promise);
  if (!RepositoryError.isInstance(error)) throw error;
  expect({ reason: error.reason, message: error.message }).toEqual({ reason, message: error.message });
  for (const word of words) expect(error.message).toContain(word);
  return error;
}

function cloneOf(directory: string, ...commandArguments: readonly string[]): string {
  const clone = join(makeDirectory(), 'clone');
  git(directory, 'clone', '--quiet', ...commandArguments, `file://${directory}`, clone);
  return clone;
}

describe('the path', () => {
  it('must exist', async () => {
    const path = join(makeDirectory(), 'nowhere');
    const error = await expectFailure(openRepository(path), 'not-found', path);
    expect(error.repositoryPath).toBe(path);
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('must be a directory', async () => {
    const path = join(makeCheckout({ 'a.py': '' }), 'a.py');
    await expectFailure(openRepository(path), 'not-found', 'is not a directory');
  });

  it('must lie in a checkout', async () => {
    await expectFailure(openRepository(makeDirectory()), 'not-a-git-checkout', 'git init');
  });

  it('must be the top of the checkout, which the error names', async () => {
    const directory = makeCheckout({ 'package/a.py': '' });
    const path = join(directory, 'package');
    await expectFailure(openRepository(path), 'not-a-git-checkout', `\`${directory}\`. Open that`);
  });

  it('must not be the git directory of a checkout', async () => {
    const directory = makeCheckout({ 'a.py': '' });
    await expectFailure(openRepository(join(directory, '.git')), 'not-a-git-checkout', 'git directory');
  });

  it('must be the top of a bare repository', async () => {
    const directory = makeDirectory();
    git(directory, 'init', '--quiet', '--bare');
    await expectFailure(openRepository(join(directory, 'objects')), 'not-a-git-checkout', `\`${directory}\``);
  });

  it('must not be in the hands of a checkout whose working tree is elsewhere', async () => {
    const directory = makeCheckout({ 'a.py': '' });
    git(directory, 'config', 'core.worktree', '/nowhere');
    await expectFailure(openRepository(directory), 'not-a-git-checkout', '/nowhere');
  });

  it.each(['', 'a\0b'])('must not be %j', async (path) => {
    expect(await catchError(openRepository(path))).toBeInstanceOf(InvalidArgumentError);
  });
});

describe('the commit', () => {
  it.each(['--help', '-h', '--output=/tmp/x', '', ' HEAD', 'a\nb', 'a\0b'])(
    'must not be %j',
    async (commit) => {
      const error = await catchError(openRepository(makeCheckout({}), { commit }));
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(error).toMatchObject({ argument: 'commit', value: commit });
    },
  );

  it.each([
    'no-such-branch',
    '0123456789012345678901234567890123456789',
    'HEAD~7',
    'HEAD:a.py',
    'HEAD^{tree}',
    'HEAD..HEAD',
    '^HEAD',
    'HEAD HEAD',
  ])('must be one there: %j', async (commit) => {
    const directory = makeCheckout({ 'a.py': 'x' });
    await expectFailure(
      openRepository(directory, { commit }),
      'unknown-commit',
      JSON.stringify(commit),
      'git log',
    );
  });

  it('may be missing from a shallow clone, which the error says how to deepen', async () => {
    const directory = makeCheckout({ 'a.py': 'x' });
    const first = git(directory, 'rev-parse', 'HEAD');
    commitFiles(directory, { 'a.py': 'y' });
    const clone = cloneOf(directory, '--depth=1');
    await expectFailure(openRepository(clone, { commit: first }), 'unknown-commit', 'git fetch --unshallow');
    await expectFailure(
      openRepository(clone, { commit: 'HEAD~1' }),
      'unknown-commit',
      'git fetch --unshallow',
    );
  });

  it('is missing from a repository without commits', async () => {
    const directory = makeDirectory();
    git(directory, 'init', '--quiet');
    await expectFailure(openRepository(directory), 'unknown-commit', 'no commit checked out');
  });
});

describe('objects that are missing', () => {
  it('are not fetched into a partial clone without contents', async () => {
    const directory = makeCheckout({ 'a.py': 'x', 'pyproject.toml': '[project]' });
    git(directory, 'config', 'uploadpack.allowFilter', 'true');
    const clone = cloneOf(directory, '--filter=blob:none', '--no-checkout');
    git(clone, 'config', 'protocol.file.allow', 'always');
    const before = hashDirectory(clone);
    await expectFailure(openRepository(clone), 'missing-objects', '--no-filter');
    const environment = { install: [], testCommand: 'true' };
    const repository = await openRepository(clone, { environment });
    expect(repository.files.map(({ path }) => path)).toEqual(['a.py', 'pyproject.toml']);
    await expectFailure(readTexts(repository), 'missing-objects', 'a.py', '--no-filter');
    expect(hashDirectory(clone)).toBe(before);
  });

  it('are not fetched into a partial clone without directories', async () => {
    const directory = makeCheckout({ 'a/b.py': 'x' });
    git(directory, 'config', 'uploadpack.allowFilter', 'true');
    const clone = cloneOf(directory, '--filter=tree:0', '--no-checkout');
    await expectFailure(openRepository(clone), 'missing-objects', '--no-filter');
  });

  it('are told from files by path when reading comes to them', async () => {
    const directory = makeCheckout({ 'a.py': 'x', 'b.py': 'y', 'c.py': 'z' });
    const repository = await openRepository(directory);
    const id = git(directory, 'rev-parse', 'HEAD:b.py');
    rmSync(join(directory, '.git/objects', id.slice(0, 2), id.slice(2)));
    const read: string[] = [];
    const reading = (async () => {
      for await (const { path } of repository.readFiles(['a.py', 'b.py', 'c.py'])) read.push(path);
    })();
    await expectFailure(reading, 'missing-objects', 'b.py', id);
    expect(read).toEqual(['a.py']);
  });
});

describe('git', () => {
  it('must be installed', async () => {
    const directory = makeCheckout({ 'a.py': '' });
    const repository = await openRepository(directory);
    vi.stubEnv('PATH', makeDirectory());
    await expectFailure(openRepository(directory), 'git-failed', 'Install git');
    await expectFailure(readTexts(repository), 'git-failed', 'Install git');
  });

  it('must trust the owner of the directory, and the error says how', async () => {
    const directory = makeCheckout({ 'a.py': '' }, { directory: join(makeDirectory(), "it's") });
    const home = makeDirectory();
    vi.stubEnv('HOME', home);
    wrapGit('export GIT_TEST_ASSUME_DIFFERENT_OWNER=1 GIT_CONFIG_NOSYSTEM=1\nexec "$GIT" "$@"');
    const error = await expectFailure(openRepository(directory), 'git-failed', 'belongs to another user');
    const [, remedy = ''] =
      /`git (config --global --add safe\.directory .*?)` and/u.exec(error.message) ?? [];
    expect(remedy).toBe(`config --global --add safe.directory '${directory.replace("'", String.raw`'\''`)}'`);
    writeFiles(home, { '.gitconfig': `[safe]\n\tdirectory = ${directory}\n` });
    expect(await readTexts(await openRepository(directory))).toEqual({ 'a.py': '' });
  });

  it('may fail in other ways, which it is quoted on without credentials', async () => {
    const directory = makeCheckout({ 'a.py': '' });
    wrapGit(
      'case "$*" in *ls-tree*) echo "fatal: no https://user:hunter2@example.org/x today" >&2; exit 3;; esac\n' +
        'exec "$GIT" "$@"',
    );
    const error = await expectFailure(
      openRepository(directory),
      'git-failed',
      'exited with 3',
      '//example.org/x',
    );
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('hunter2');
  });

  it('may die while files are read', async () => {
    const directory = makeCheckout({ 'a.py': 'a', 'b.py': 'b' });
    const repository = await openRepository(directory);
    wrapGit('"$GIT" "$@" | head -c 40\nkill -9 $$');
    await expectFailure(readTexts(repository), 'git-failed', 'ended by a signal');
  });

  it('reports a damaged setting file', async () => {
    const directory = makeCheckout({ 'a.py': '' });
    writeFileSync(join(directory, '.git/config'), '[core\n');
    await expectFailure(openRepository(directory), 'not-a-git-checkout', 'bad config');
  });
});

describe('other options', () => {
  it.each([
    [{ install: [], testCommand: '' }, 'environment.testCommand'],
    [{ install: 'make', testCommand: 'x' }, 'environment.install'],
    [{ install: ['make', 3], testCommand: 'x' }, 'environment.install[1]'],
    [{ install: [], testCommand: 'x', python: 3.11 }, 'environment.python'],
    [{ install: [], testCommand: 'x', importRoots: ['../x'] }, 'environment.importRoots[0]'],
    [{ install: [], testCommand: 'x', importRoots: ['.', '/x'] }, 'environment.importRoots[1]'],
    [{ install: [], testCommand: 'x', tests: 'x' }, 'environment.tests'],
    [{ install: [] }, 'environment.testCommand'],
    ['make test', 'environment'],
    [null, 'environment'],
  ])('must be an environment: %j', async (environment, argument) => {
    const opening = openRepository(makeCheckout({}), { environment: environment as never });
    const error = await catchError(opening);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
  });

  it.each(['', '.x', '-x', 'a/b', 'a b', '../x', 'a..b', 'x.lock', 'x.', 'é', 'a\n', 'x'.repeat(151)])(
    'must be a mirror name: %j',
    async (mirrorName) => {
      const error = await catchError(openRepository(makeCheckout({}), { mirrorName }));
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(error).toMatchObject({ argument: 'mirrorName', value: mirrorName });
    },
  );
});
