import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { pluginFiles } from '../../../src/validation/warm/plugin-files.ts';
import { listFiles, readText } from '../../support/source-tree.ts';
import { testPython } from '../../support/python.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plugin-'));
  for (const [name, content] of Object.entries(pluginFiles)) await writeFile(join(directory, name), content);
});
afterEach(() => rm(directory, { recursive: true }));

test('has every module of this folder, and the one that records tests', async () => {
  await execa(testPython, ['-B', '-c', 'import bugsmith_unpack'], { cwd: directory });
  const paths = [...listFiles('src/validation/warm/*.py'), 'src/parsers/pytest/bugsmith_pytest.py'];
  const names = paths.map((path) => path.slice(path.lastIndexOf('/') + 1));
  expect((await readdir(directory)).toSorted()).toEqual(names.toSorted());
  for (const [index, name] of names.entries()) {
    expect(await readFile(join(directory, name), 'utf8')).toBe(readText(paths[index] ?? ''));
  }
});

test('is unpacked once, and whole for each of several processes that begin together', async () => {
  const code = 'import bugsmith_unpack, bugsmith_state, bugsmith_tree; print(bugsmith_tree.__file__)';
  const run = async (): Promise<string> =>
    (await execa(testPython, ['-B', '-c', code], { cwd: directory })).stdout;
  const together = await Promise.all(Array.from({ length: 6 }, run));
  expect(new Set(together)).toEqual(new Set([join(directory, 'bugsmith_tree.py')]));
  expect((await readdir(directory)).filter((name) => !name.endsWith('.py'))).toEqual([]);
  await writeFile(join(directory, 'bugsmith_tree.py'), 'changed = True\n');
  expect(await run()).toBe(together[0]);
  expect(await readFile(join(directory, 'bugsmith_tree.py'), 'utf8')).toBe('changed = True\n');
});
