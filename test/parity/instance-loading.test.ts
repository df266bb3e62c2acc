import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportHuggingFace,
  exportMiniSweAgent,
  exportSweBench,
  exportSweSmith,
  type TaskInstance,
} from 'bugsmith';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instanceOf, memoryProject, now } from '../exports/support.ts';
import { makeImage, runScript } from '../exports/task-image.ts';
import { withDirectory } from '../instances/support.ts';
import { git } from '../repository/git-checkout.ts';
import { sample } from './logs.ts';
import { type Attempt, startPeer } from './peer.ts';

const peer = startPeer('swebench');

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const facts: fc.Arbitrary<Partial<TaskInstance>> = fc.record({
  FAIL_TO_PASS: fc.array(text, { minLength: 1, maxLength: 4 }),
  PASS_TO_PASS: fc.array(text, { maxLength: 4 }),
  created_at: fc.option(text, { nil: undefined }),
  base_commit: fc.option(text, { nil: undefined }),
  problem_statement: text.map((words) => `Broken: ${words}\r\nno: 1.0\n`),
});
const instances = [
  instanceOf(0),
  ...sample(facts, 60).map((fact, index) => instanceOf(index + 1, fact)),
  instanceOf(100, { FAIL_TO_PASS: ['t.py::test[a b]', 't.py::test[no]', '1.0'], PASS_TO_PASS: [] }),
];

/** A row as the dataset has it: absent fields are null. */
function toRow(instance: TaskInstance): Record<string, unknown> {
  const absent = { created_at: null, image_name: null, base_commit: null, problem_statement: null };
  const present = Object.entries(instance).filter(([, value]) => value !== undefined);
  return { ...absent, ...Object.fromEntries(present) };
}

describe('SWE-bench 5', () => {
  it('reads our task repository, finds nothing wrong with it, and takes the fix for gold', () =>
    withDirectory(async (parent) => {
      const directory = join(parent, 'bundle');
      const { skipped } = await exportSweBench(instances, { directory, repositories: memoryProject(), now });
      expect(skipped).toEqual([]);
      const loaded = await peer.call<{
        instances: Record<string, unknown>[];
        problems: string[];
        published: Record<string, Record<string, unknown[]>>;
        dockerfiles: Record<string, string>;
        gold: { instance_id: string; model_patch: string }[];
        scripts: string[];
      }>('load_task_repository', { directory });
      expect(loaded.problems).toEqual([]);
      const byId = new Map(loaded.instances.map((task) => [task['instance_id'], task]));
      expect(byId.size).toBe(instances.length);
      for (const instance of instances) {
        expect(byId.get(instance.instance_id)).toMatchObject({
          repo: instance.repo,
          problem_statement: instance.problem_statement,
          FAIL_TO_PASS: instance.FAIL_TO_PASS,
          PASS_TO_PASS: instance.PASS_TO_PASS,
          hints_text: '',
          version: memoryProject().commit.slice(0, 8),
        });
      }
      expect(loaded.published['bugsmith/tasks']?.['test']).toHaveLength(instances.length);
      expect(loaded.gold).toHaveLength(instances.length);
      expect(loaded.gold[0]?.model_patch).toContain('-    return a - b\n+    return a + b\n');
      // Theirs puts a line after the tests that tells their exit code, and one that prints it.
      expect(loaded.scripts[0]).toContain("SWEBENCH_TEST_EXIT_CODE=$?\n: '>>>>> End Test Output'");
      expect(Object.values(loaded.dockerfiles)[0]).toMatch(/^FROM shop\/env:1\n/);
    }));

  it('grades what our script prints: the gold patch resolves the task, none does not', () =>
    withDirectory(async (parent) => {
      const directory = join(parent, 'bundle');
      await exportSweBench([instanceOf(0)], { directory, repositories: memoryProject(), now });
      const {
        instances: tasks,
        scripts,
        dockerfiles,
        gold,
      } = await peer.call<{
        instances: Record<string, unknown>[];
        scripts: string[];
        dockerfiles: Record<string, string>;
        gold: { model_patch: string }[];
      }>('load_task_repository', { directory });
      const testbed = makeImage(Object.values(dockerfiles)[0] ?? '');
      const unsolved = runScript(scripts[0] ?? '', testbed);
      git(testbed, 'reset', '--quiet', '--hard');
      git(testbed, 'clean', '--quiet', '-fdx');
      await writeFile(join(parent, 'gold.patch'), gold[0]?.model_patch ?? '');
      git(testbed, 'apply', join(parent, 'gold.patch'));
      const solved = runScript(scripts[0] ?? '', testbed);
      const reports = await peer.call<Attempt<Record<string, object>>[]>('eval_reports', {
        harness: 'swebench',
        cases: [unsolved, solved].map((log) => ({ log, prediction: gold[0], instance: tasks[0] })),
      });
      const outcomes = reports.map(({ value }) => Object.values(value ?? {})[0]);
      expect(outcomes[0]).toMatchObject({ resolved: false, patch_successfully_applied: true });
      expect(outcomes[1]).toMatchObject({ resolved: true, patch_successfully_applied: true });
    }));

  it.each(['parquet', 'jsonl'] as const)('reads our rows as %s', (format) =>
    withDirectory(async (parent) => {
      const directory = join(parent, 'bundle');
      await exportHuggingFace(instances, { directory, format, now });
      const name = join(directory, 'data', `train-00000-of-00001.${format}`);
      expect(await peer.call('load_for_swebench', { name, split: 'train' })).toEqual(instances.map(toRow));
    }),
  );

  it('reads our rows for SWE-smith', () =>
    withDirectory(async (parent) => {
      const directory = join(parent, 'bundle');
      await exportSweSmith(instances, { directory, now });
      const rows = await peer.call('load_for_swebench', {
        name: join(directory, 'instances.json'),
        split: 'train',
      });
      expect(rows).toEqual(JSON.parse(JSON.stringify(instances)));
    }));
});

describe('datasets', () => {
  it.each(['parquet', 'jsonl'] as const)(
    'reads the folder with %s in it, with the types of the card',
    (format) =>
      withDirectory(async (parent) => {
        const directory = join(parent, 'bundle');
        await exportHuggingFace(instances, { directory, format, fields: ['difficulty'], now });
        const { rows, features } = await peer.call<{ rows: unknown[]; features: string }>('load_rows', {
          arguments: [directory],
          named: { split: 'train' },
        });
        expect(rows).toEqual(instances.map((instance) => ({ ...toRow(instance), difficulty: null })));
        expect(features).toContain("'FAIL_TO_PASS': List(Value('string'))");
        expect(features).toContain("'difficulty': Value('string')");
      }),
  );
});

describe('Arrow', () => {
  it('sees texts and lists of texts, in the row groups we wrote', () =>
    withDirectory(async (parent) => {
      const directory = join(parent, 'bundle');
      const many = Array.from({ length: 2500 }, (_, index) => instanceOf(index));
      await exportHuggingFace(many, { directory, now });
      const file = join(directory, 'data', 'train-00000-of-00001.parquet');
      const { schema, rowGroups, rows } = await peer.call<{
        schema: string;
        rowGroups: number;
        rows: unknown[];
      }>('read_arrow_schema', { file });
      expect(schema).toMatch(/FAIL_TO_PASS: list<element: string not null> not null/);
      expect(schema).toMatch(/problem_statement: string$/m);
      expect([rowGroups, rows.length]).toEqual([3, 2500]);
      expect(rows).toEqual(many.map(toRow));
    }));
});

describe('mini-swe-agent', () => {
  it.each([
    ['branch', (id: string) => `git fetch --quiet && git checkout --quiet ${id}`],
    ['head', () => ''],
  ] as const)(
    'reads our folder, with the image and the command that puts the bug in place (%s)',
    (checkout, command) =>
      withDirectory(async (parent) => {
        const directory = join(parent, 'bundle');
        await exportMiniSweAgent(instances, { directory, checkout, now });
        expect(await peer.call('load_for_mini_swe_agent', { directory, split: 'train' })).toEqual({
          instances: instances.map(toRow),
          images: instances.map(() => 'shop/env:1'),
          commands: instances.map(({ instance_id }) => command(instance_id)),
        });
      }),
  );
});
