import { expect, test } from 'vitest';
import type { Repository } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { rememberFiles } from '../../src/repository/remember-files.ts';

/** A repository of files of 4 bytes, and what is read of it. */
function observed(...paths: readonly string[]): {
  readonly repository: Repository;
  readonly read: string[][];
} {
  const memory = createMemoryRepository({
    files: Object.fromEntries(paths.map((path) => [path, `${path}\n\n\n`])),
    environment: { install: [], testCommand: 'true' },
  });
  const read: string[][] = [];
  const readFiles: Repository['readFiles'] = (asked) => {
    read.push([...asked]);
    return memory.readFiles(read.at(-1) ?? []);
  };
  return { repository: { ...memory, readFiles }, read };
}

const ask = async (repository: Repository, ...paths: readonly string[]): Promise<string[]> =>
  (await Array.fromAsync(repository.readFiles(paths))).map(({ content }) =>
    new TextDecoder().decode(content).trim(),
  );

test('reads at once what it was not asked for before, and gives all in the order asked', async () => {
  const { repository, read } = observed('a', 'b', 'c');
  const remembering = rememberFiles(repository);
  expect(await ask(remembering, 'b')).toEqual(['b']);
  expect(await ask(remembering, 'c', 'b', 'a', 'c')).toEqual(['c', 'b', 'a', 'c']);
  expect(await ask(remembering, 'a', 'b', 'c')).toEqual(['a', 'b', 'c']);
  expect(read).toEqual([['b'], ['c', 'a']]);
});

test('keeps those asked for last, up to the bytes it may', async () => {
  const { repository, read } = observed('a', 'b', 'c');
  const remembering = rememberFiles(repository, 8);
  await ask(remembering, 'a', 'b');
  await ask(remembering, 'a');
  await ask(remembering, 'c');
  expect(await ask(remembering, 'a', 'c')).toEqual(['a', 'c']);
  expect(await ask(remembering, 'b')).toEqual(['b']);
  expect(read).toEqual([['a', 'b'], ['c'], ['b']]);
});

test('fails where the repository does, and remembers nothing of it', async () => {
  const { repository } = observed('a');
  const remembering = rememberFiles(repository);
  await expect(ask(remembering, 'a', 'none')).rejects.toThrow();
  await expect(ask(remembering, 'none')).rejects.toThrow();
  expect(await ask(remembering, 'a')).toEqual(['a']);
});
