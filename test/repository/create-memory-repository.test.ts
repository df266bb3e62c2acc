import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { readAll } from './git-checkout.ts';

describe('a memory repository', () => {
  it('lists its files sorted by code unit, with their modes', () => {
    const repository = createMemoryRepository({
      files: {
        'b.py': 'b',
        '\u{1f4a5}.py': '',
        '\uff5e.py': '',
        'a.sh': { content: 'x', mode: '100755' },
        'B.py': new Uint8Array([0xff]),
        link: { content: 'b.py', mode: '120000' },
      },
    });
    expect(repository.files).toEqual([
      { path: 'B.py', mode: '100644' },
      { path: 'a.sh', mode: '100755' },
      { path: 'b.py', mode: '100644' },
      { path: 'link', mode: '120000' },
      { path: '\u{1f4a5}.py', mode: '100644' },
      { path: '\uff5e.py', mode: '100644' },
    ]);
  });

  it('has a commit and a name derived from paths, modes and contents', () => {
    const commitOf = (files: Parameters<typeof createMemoryRepository>[0]['files']): string =>
      createMemoryRepository({ files }).commit;
    const commit = commitOf({ 'a.py': 'x', 'b.py': 'y' });
    expect(commit).toMatch(/^[0-9a-f]{40}$/u);
    expect(commitOf({ 'b.py': new TextEncoder().encode('y'), 'a.py': { content: 'x' } })).toBe(commit);
    const others = [
      commitOf({}),
      commitOf({ 'a.py': 'x' }),
      commitOf({ 'a.py': 'y', 'b.py': 'x' }),
      commitOf({ 'a.py': 'x', 'c.py': 'y' }),
      commitOf({ 'a.py': 'xy', 'b.py': '' }),
      commitOf({ 'a.py': { content: 'x', mode: '100755' }, 'b.py': 'y' }),
    ];
    expect(new Set([commit, ...others]).size).toBe(others.length + 1);
    expect(createMemoryRepository({ files: { 'a.py': 'x', 'b.py': 'y' } }).mirrorName).toBe(
      `memory__repository.${commit.slice(0, 8)}`,
    );
  });

  it('takes a commit, a name and an environment as they are', () => {
    const environment = { install: [], testCommand: 'make test' };
    const commit = 'ab'.repeat(20);
    const repository = createMemoryRepository({ files: {}, commit, environment, mirrorName: 'me__mine' });
    expect(repository).toMatchObject({ commit, mirrorName: 'me__mine' });
    expect(repository.environment).toBe(environment);
    expect(createMemoryRepository({ files: {}, commit }).mirrorName).toBe('memory__repository.abababab');
  });

  it('detects the environment from its files, and not through links', () => {
    const files = { 'pyproject.toml': '[project]\nname = "x"', 'src/x/__init__.py': '' };
    expect(createMemoryRepository({ files }).environment).toEqual({
      install: ['python -m pip install .', 'python -m pip install pytest'],
      testCommand: 'python -m pytest',
      importRoots: ['src', '.'],
    });
    const link = { content: files['pyproject.toml'], mode: '120000' } as const;
    expect(createMemoryRepository({ files: { 'pyproject.toml': link } }).environment.install).toEqual([
      'python -m pip install pytest',
    ]);
  });

  it('is not changed by what happens to the bytes it was made from', async () => {
    const shared = Buffer.from('before');
    const repository = createMemoryRepository({ files: { a: shared, b: { content: shared } } });
    shared.fill(0);
    const read = await readAll(repository, ['a', 'b']);
    expect(read.map(({ content }) => new TextDecoder().decode(content))).toEqual(['before', 'before']);
  });

  it('gives arbitrary bytes under arbitrary names back', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[/\\]/u.test(text));
    const file = fc.record({
      name,
      content: fc.uint8Array({ maxLength: 200 }),
      mode: fc.constantFrom('100644' as const, '100755' as const, '120000' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 12 }), async (list) => {
        // The numbers keep names from meeting each other.
        const entries = list.map(
          ({ name, content, mode }, index) => [`${index}/x${name}`, { content, mode }] as const,
        );
        const repository = createMemoryRepository({ files: Object.fromEntries(entries) });
        const read = await readAll(
          repository,
          entries.map(([path]) => path),
        );
        expect(read).toEqual(entries.map(([path, { content, mode }]) => ({ path, mode, content })));
        expect(repository.files.map(({ path }) => path)).toEqual(entries.map(([path]) => path).sort());
      }),
    );
  });

  it.each([
    [{ files: {}, commit: 'HEAD' }, 'commit'],
    [{ files: {}, commit: 'A'.repeat(40) }, 'commit'],
    [{ files: {}, mirrorName: '../x' }, 'mirrorName'],
    [{ files: {}, environment: { install: [] } }, 'environment.testCommand'],
    [{ files: { 'a.py': 3 } }, 'files["a.py"]'],
    [{ files: { 'a.py': null } }, 'files["a.py"]'],
    [{ files: { 'a.py': { content: '', mode: '160000' } } }, 'files["a.py"]'],
  ])('refuses %j', (options, argument) => {
    let error: unknown;
    try {
      createMemoryRepository(options as never);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
  });
});
