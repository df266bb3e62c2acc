import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createPatch, LocalRuntime, type Repository, type TaskInstance } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A project of a package `shop`, with the tests that a bug breaks. */
export type Case = { readonly repository: Repository; readonly instance: TaskInstance };

/** Makes an instance of the bug that turns some files of a project into others. */
export function makeCase({
  files,
  bug,
  failing,
  testCommand = 'python -m pytest',
}: {
  readonly files: Files;
  readonly bug: Readonly<Record<string, string>>;
  readonly failing: readonly string[];
  readonly testCommand?: string | undefined;
}): Case {
  const repository = createMemoryRepository({ files, environment: { install: [], testCommand } });
  const patch = createPatch(
    Object.entries(bug).map(([path, after]) => ({ path, before: String(files[path]), after })),
  );
  const instance = {
    instance_id: `${repository.mirrorName}.func_pm_test__abcdefgh`,
    repo: `swesmith/${repository.mirrorName}`,
    patch,
    FAIL_TO_PASS: failing,
    PASS_TO_PASS: [],
  };
  return { repository, instance };
}

/** A runtime for the tests of a file; nothing of it may be left when they have ended. */
export function useRuntime(): () => LocalRuntime {
  let runtime: LocalRuntime;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bugsmith-issues-'));
    runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
  });
  afterAll(async () => {
    await runtime.dispose();
    expect(await readdir(directory)).toEqual([]);
    await rm(directory, { recursive: true });
  });
  return () => runtime;
}
