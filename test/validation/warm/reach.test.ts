import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { testPython } from '../../support/python.ts';

type Found = {
  /** Names of functions that have a way to an object, and of those that have none. */
  readonly found: readonly string[];
  readonly others: readonly string[];
  /** Lines with a way to the namespace of a module of Python's own. */
  readonly anywhere: unknown;
};

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

let directory: string;
let result: Found;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'reach-')));
  await cp(path('reach-package'), join(directory, 'package'), { recursive: true });
  const sources = path('../../../src/validation/warm');
  const { stdout } = await execa(testPython, ['-B', path('run_reach.py'), sources, directory]);
  result = JSON.parse(stdout) as Found;
});

afterAll(() => rm(directory, { recursive: true }));

test('finds every kind of way to an object', () => {
  expect(result.found).toEqual([
    'by_attribute',
    'by_call',
    'by_class',
    'by_closure',
    'by_container',
    'by_decorator',
    'by_default',
    'by_globals',
    'by_handing_on',
    'by_import',
    'by_module',
    'by_modules',
    'by_own_name',
    'by_patch',
    'by_property',
    'by_reference',
    'by_relative_import',
    'by_request',
    'by_static',
    'by_subclass',
    'by_text',
    'make',
  ]);
});

test('finds none where there is none', () => {
  expect(result.others).toEqual(['by_none', 'not_by_a_text', 'not_by_another_name', 'not_by_itself', 'size']);
});

test('takes what belongs to Python itself for everybody’s', () => {
  expect(result.anywhere).toBeNull();
});
