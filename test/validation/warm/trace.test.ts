import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { testPython } from '../../support/python.ts';

type Taken = {
  readonly lines: Readonly<Record<string, readonly number[]>>;
  readonly reads: readonly string[];
  readonly unknown: readonly string[];
};

const code = `X = 1
def branch(n):
    if n:
        return 1
    return 2
def generate():
    x = yield 1
    y = yield (
        2)
    yield 3
def in_thread():
    import threading
    def body():
        branch(1)
    thread = threading.Thread(target=body); thread.start(); thread.join()
def recurse(n):
    return recurse(n + 1)
def catches_recursion():
    try:
        recurse(0)
    except RecursionError:
        return branch(1)
async def outer():
    await inner()
async def inner():
    return 5
def fails():
    raise ValueError
`;
const path = 'package/code.py';
const clean = { reads: [], unknown: [] };

let directory: string;
let recorded: Readonly<Record<string, Taken>>;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'trace-')));
  const root = join(directory, 'root');
  await mkdir(join(root, 'package'), { recursive: true });
  await writeFile(join(root, 'package/__init__.py'), '');
  await writeFile(join(root, path), code);
  await writeFile(join(root, 'lazy.py'), 'Z = 1\n');
  await writeFile(join(root, 'data.txt'), '');
  const script = fileURLToPath(new URL('trace_forks.py', import.meta.url));
  const sources = fileURLToPath(new URL('../../../src/validation/warm', import.meta.url));
  const { stdout } = await execa(testPython, ['-B', script, sources, root]);
  recorded = JSON.parse(stdout) as Readonly<Record<string, Taken>>;
});

afterAll(() => rm(directory, { recursive: true }));

test('records import-time lines, each with the first line of what was defined', () => {
  expect(recorded['import']).toEqual({
    lines: { 'package/__init__.py': [1], [path]: [1, 2, 6, 11, 16, 18, 23, 25, 27] },
    ...clean,
  });
});

test.each<[string, Taken['lines']]>([
  ['nothing', {}],
  ['call', { [path]: [2, 3, 4] }],
  ['other_branch', { [path]: [2, 3, 5] }],
  ['first step', { [path]: [6, 7] }],
  ['next_step', { [path]: [6, 7, 8, 9] }],
  ['thread', { [path]: [2, 3, 4, 11, 12, 13, 14, 15] }],
  ['coroutine', { [path]: [23, 24, 25, 26] }],
  ['raising', { [path]: [2, 3, 4, 27, 28] }],
  ['lazy_import', { 'lazy.py': [1] }],
  ['stopped and started', { [path]: [2, 3, 5] }],
])('records the lines of a fork and of its threads: %s', (scenario, lines) => {
  expect(recorded[scenario]).toEqual({ lines, ...clean });
});

test.each<[string, readonly string[]]>([
  ['reads', ['./', 'data.txt', 'package/', path]],
  ['read_through_link', ['data.txt']],
  ['read_as_resource', [path]],
  ['source', [path]],
  ['doctest_lines', []],
  ['replaced_functions', ['data.txt']],
  ['hostile_names', ['data.txt']],
])('tells which files were read: %s', (scenario, reads) => {
  expect(recorded[scenario]?.reads).toEqual(reads);
  expect(recorded[scenario]?.unknown).toEqual([]);
});

test.each<[string, string]>([
  ['process', 'starts a process'],
  ['fork', 'forks'],
  ['spawn', 'starts a process'],
  ['left_thread', 'leaves a thread running'],
])('says that it cannot know: %s', (scenario, reason) => {
  expect(recorded[scenario]?.unknown).toContain(reason);
});

test('is either not displaced by other tracers and threads, or says so', () => {
  const monitors = Boolean(recorded['monitoring']);
  const seen = monitors ? { [path]: [2, 3, 4] } : undefined;
  expect(recorded['other_tracer']).toMatchObject(
    seen === undefined ? { unknown: ['replaces the tracer'] } : { lines: seen, unknown: [] },
  );
  expect(recorded['raw_thread']).toMatchObject(
    seen === undefined ? { unknown: ['starts a thread that is not traced'] } : { lines: seen, unknown: [] },
  );
});

test('either records what follows an exhausted stack, or says that it cannot', () => {
  const { lines = {}, unknown = [] } = recorded['recursion'] ?? {};
  expect(lines[path]).toEqual(expect.arrayContaining([16, 17, 18, 19, 20]));
  expect(unknown.length > 0 || [2, 3, 4].every((line) => lines[path]?.includes(line))).toBe(true);
});

test('records lines of a file whose name is no plain text', () => {
  expect(recorded['hostile_names']?.lines[path]).toContain(3);
});
