import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { testPython } from '../../support/python.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const sources = path('../../../src/validation/warm');

let directory: string;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'tracebacks-')));
  await cp(path('traceback-suite'), directory, { recursive: true });
});

afterAll(() => rm(directory, { recursive: true }));

async function print(way: 'plain' | 'ours' | 'cut'): Promise<string> {
  const { stdout } = await execa(testPython, [path('run_tracebacks.py'), sources, 'suite', directory, way], {
    reject: false,
  });
  return stdout.replaceAll(/in \d+\.\d+s/g, 'in a while').replaceAll(/0x[0-9a-f]+/g, 'a place');
}

test('prints tracebacks as pytest does', async () => {
  const plain = await print('plain');
  expect(plain).toContain('18 failed, 1 error in a while');
  expect(plain.match(/Captured stdout teardown/g)).toHaveLength(3);
  expect(await print('ours')).toBe(plain);
});

test('prints no more when there is as much as is kept', async () => {
  const printed = /BEGIN\n([^]*)\nEND/.exec(await print('cut'))?.[1] ?? '';
  expect(printed.match(/^_+ test_\w+(?:\[\w+\])? _+$/gm)).toHaveLength(3);
  expect(printed).not.toContain('short test summary');
});

test('finds the statements of files as pytest does', async () => {
  const files = ['helpers.py', 'test_failing.py'].map((name) => path(`traceback-suite/${name}`));
  const modules = ['queue', 'bisect', 'this'];
  const list = `import importlib.util\nfor name in ${JSON.stringify(modules)}: print(importlib.util.find_spec(name).origin)`;
  const { stdout } = await execa(testPython, ['-c', list]);
  const { stdout: found } = await execa(testPython, [
    path('run_tracebacks.py'),
    sources,
    'ranges',
    ...files,
    ...stdout.split('\n'),
  ]);
  const { lines, differences } = JSON.parse(found) as { lines: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(lines).toBeGreaterThan(1000);
});
