import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

import { testPython } from '../../support/python.ts';

test('ends what takes too long, by the test it is at, and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'children-'));
  const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
  const sources = path('../../../src/validation/warm');
  const { stdout } = await execa(testPython, ['-B', path('run_children.py'), sources, directory]);
  expect(JSON.parse(stdout)).toEqual({
    loops: 0.5,
    sleeps: 3,
    takes_long_in_all: null,
    pauses: null,
    loops_after_a_pause: 0.5,
    has_a_child_that_ends_in_a_pause: 3,
    never_ends_while_it_beats: 6,
    uses_the_descriptors_again: null,
    written: '',
  });
  await rm(directory, { recursive: true });
});
