import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { testPython } from '../../support/python.ts';

type Results = {
  /** Digest and names. */
  readonly same: Readonly<Record<string, readonly [string | null, readonly string[]]>>;
  /** Digests of two forks, and names. */
  readonly changed: Readonly<Record<string, readonly [string | null, string | null, readonly string[]]>>;
  /** `null` where two forks that left the same have different ones. */
  readonly contents: readonly (string | null)[];
  /** Of two forks, in which the same lies at other addresses. */
  readonly hashed: readonly string[];
  readonly opaque: readonly string[];
  readonly refused: readonly string[];
  readonly idle: string | null;
  /** Whether all was remembered well, how much, and where what is said after a change is wrong. */
  readonly remembered: Readonly<Record<string, readonly [boolean, number, readonly string[]]>>;
  /** What was noticed to be gone although it had been described. */
  readonly ends: readonly string[];
  /** How often `id` was called. */
  readonly asked: number;
};

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

let directory: string;
let results: Results;

async function changeInForks(...options: string[]): Promise<Results> {
  const sources = path('../../../src/validation/warm');
  const { stdout } = await execa(testPython, ['-B', path('state_forks.py'), sources, directory, ...options]);
  return JSON.parse(stdout) as Results;
}

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'state-')));
  await cp(path('state-package'), join(directory, 'package'), { recursive: true });
  results = await changeInForks();
});

afterAll(() => rm(directory, { recursive: true }));

test('remembers what is different until that changes', () => {
  const wrong = Object.entries(results.remembered).filter(
    ([, [isSame, count, places]]) => !isSame || count < 50 || places.length > 0,
  );
  expect(wrong).toEqual([]);
  expect(Object.keys(results.remembered).length).toBeGreaterThan(70);
});

test('keeps nothing alive by remembering it whose end is noticed', () => {
  expect(results.ends).toEqual(['finalizer', 'generator', 'weak reference']);
});

test('sees no difference where nobody can tell one', () => {
  const nothing = Object.keys(results.same).map((name) => [name, [null, []]]);
  expect(results.same).toEqual(Object.fromEntries(nothing));
  expect(nothing.length).toBeGreaterThan(10);
  expect(results.idle).toBeNull();
});

test('sees every difference, and an equal one where two forks left the same', () => {
  const changes = Object.entries(results.changed);
  const unseen = changes.filter(([, [digest, again]]) => digest === null || digest !== again);
  expect(unseen).toEqual([]);
  expect(changes.length).toBeGreaterThan(60);
});

test('sees the same where dictionaries have no versions', async () => {
  const { same, changed } = await changeInForks('unversioned');
  const names = (found: typeof changed): string[] =>
    Object.keys(found).filter((name) => found[name]?.[0] !== null);
  expect(same).toEqual(results.same);
  expect(names(changed)).toEqual(names(results.changed));
});

test('tells contents apart', () => {
  expect(results.contents).not.toContain(null);
  expect(new Set(results.contents).size).toBe(results.contents.length);
});

test('does not take the address of an object for content', () => {
  expect(results.hashed[0]).toBe(results.hashed[1]);
});

test('does not ask for ids, which raises an event each time that a tracer listens to', () => {
  expect(results.asked).toBe(0);
});

test('takes no two states for equal when there is content it cannot see', () => {
  expect(results.opaque[0]).not.toBe(results.opaque[1]);
  expect(results.refused[0]).not.toBe(results.refused[1]);
});

test.each<[string, string]>([
  ['number', 'package.code.COUNT'],
  ['nested_list', 'package.code.LIST'],
  ['class_attribute', 'package.code.Plain.added'],
  ['instance_value', 'package.code.instance.x'],
  ['closure', 'package.code.increase'],
  ['environment', 'os.environ'],
  ['logger', 'logging[package.code].level'],
  ['left_patch', 'posixpath.exists'],
  ['lazy_import', 'sys.modules[package.lazy]'],
])('names what is different: %s', (change, name) => {
  expect(results.changed[change]?.[2]).toContain(name);
});
