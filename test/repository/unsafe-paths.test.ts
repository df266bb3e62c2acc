import { beforeEach, describe, expect, it } from 'vitest';
import { RepositoryError } from '../../src/errors/repository-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { openRepository } from '../../src/repository/open-repository.ts';
import { catchError, commitRawTree, makeCheckout, writeBlob, writeRawTree } from './git-checkout.ts';

const unsafeNames: readonly string[] = [
  '',
  '.',
  '..',
  '.git',
  '.GIT',
  '.Git',
  'git~1',
  'GIT~1',
  '.git ',
  '.git.',
  '.git::$INDEX_ALLOCATION',
  '.g\u200cit',
  '\ufeff.git',
];

const unsafePaths: readonly string[] = [
  ...unsafeNames,
  ...unsafeNames.flatMap((name) => [`${name}/config`, `a/${name}`, `a/${name}/b`]),
  '/etc/passwd',
  'a//b',
  'a/',
  '..\\x',
  'a\\..\\..\\x',
  '.git\\config',
  '\\\\server\\share',
  'C:\\x',
  'c:/x',
];

describe.each(unsafePaths)('the unsafe path %j', (path) => {
  it('is refused in memory', () => {
    let error: unknown;
    try {
      createMemoryRepository({ files: { 'a.py': '', [path]: '' } });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(RepositoryError);
    expect(error).toMatchObject({ reason: 'unsafe-path' });
    expect(String(error)).toContain(JSON.stringify(path));
  });
});

describe('a crafted tree', () => {
  let directory = '';
  beforeEach(() => {
    directory = makeCheckout({});
  });

  it.each([...unsafeNames, 'a/../../b', '/etc/passwd', '../x', '..\\x'])(
    'with the file %j is refused',
    async (name) => {
      const commit = commitRawTree(directory, [{ mode: '100644', name, id: writeBlob(directory, 'x') }]);
      expect(await catchError(openRepository(directory, { commit }))).toMatchObject({
        reason: 'unsafe-path',
        repositoryPath: directory,
      });
    },
  );

  it.each(unsafeNames)('with the directory %j is refused', async (name) => {
    const inner = writeRawTree(directory, [{ mode: '100644', name: 'x', id: writeBlob(directory, 'x') }]);
    const commit = commitRawTree(directory, [{ mode: '40000', name, id: inner }]);
    expect(await catchError(openRepository(directory, { commit }))).toMatchObject({ reason: 'unsafe-path' });
  });

  it.each([
    ['a link and a directory of one name', '120000', 'out', 'out'],
    ['a link and a directory that differ in case', '120000', 'Out', 'out'],
    ['a link and a directory that differ in case, the other way', '120000', 'out', 'Out'],
    ['a file and a directory of one name', '100644', 'out', 'out'],
  ])('with %s is refused', async (_, mode, name, directoryName) => {
    const id = writeBlob(directory, '/tmp');
    const inner = writeRawTree(directory, [{ mode: '100644', name: 'x', id }]);
    const commit = commitRawTree(directory, [
      { mode, name, id },
      { mode: '40000', name: directoryName, id: inner },
    ]);
    const error = await catchError(openRepository(directory, { commit }));
    expect(error).toMatchObject({ reason: 'unsafe-path' });
    expect(error.message).toContain('not a directory');
  });

  it('with a name twice is refused', async () => {
    const entry = { mode: '100644', name: 'x', id: writeBlob(directory, 'x') };
    const commit = commitRawTree(directory, [entry, entry]);
    expect(await catchError(openRepository(directory, { commit }))).toMatchObject({ reason: 'unsafe-path' });
  });

  it('with unusual modes is read as git does', async () => {
    const id = writeBlob(directory, 'x');
    const commit = commitRawTree(directory, [
      { mode: '100664', name: 'a', id },
      { mode: '100711', name: 'b', id },
    ]);
    expect((await openRepository(directory, { commit })).files).toEqual([
      { path: 'a', mode: '100644' },
      { path: 'b', mode: '100755' },
    ]);
  });
});

it('refuses a path no system could write, at no cost', () => {
  expect(() => createMemoryRepository({ files: { [`x/${' .'.repeat(2_000_000)}x`]: '' } })).toThrow(
    'longer than 4096',
  );
});

it('refuses half a surrogate pair in memory, which no file name can hold', () => {
  expect(() => createMemoryRepository({ files: { 'a\ud800.py': '' } })).toThrow('surrogate');
});

it.each([
  '.gitignore',
  '.github/x',
  'a.git',
  'a.git/b',
  '...',
  '..a',
  'a..',
  'gitt~1',
  'a:b',
  'con',
  '~',
  'a\\b',
  '-x',
])('takes the safe path %j', (path) => {
  const repository = createMemoryRepository({ files: { [path]: '' } });
  expect(repository.files).toEqual([{ path, mode: '100644' }]);
});
