import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportSweBench, type Repository, type TaskInstance } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withDirectory } from '../instances/support.ts';
import { git, makeCheckout, writeFiles } from '../repository/git-checkout.ts';
import { bugPatch, instanceOf, memoryProject, now, projectFiles } from './support.ts';
import { makeImage, runScript } from './task-image.ts';

type Task = Readonly<Record<'gold.patch' | 'test.patch' | 'eval.sh' | 'Dockerfile' | 'task.yaml', string>>;

async function exportTask(
  instance: TaskInstance,
  options: { repository?: Repository; keepTests?: boolean } = {},
): Promise<Task> {
  return withDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    const { repository = memoryProject(), keepTests } = options;
    const { skipped } = await exportSweBench([instance], {
      directory: bundle,
      repositories: () => repository,
      keepTests,
      now,
    });
    expect(skipped).toEqual([]);
    const read = (name: string): string =>
      readFileSync(join(bundle, 'tasks', instance.instance_id, name), 'utf8');
    const names = ['gold.patch', 'test.patch', 'eval.sh', 'Dockerfile', 'task.yaml'] as const;
    return Object.fromEntries(names.map((name) => [name, read(name)])) as Task;
  });
}

/** What each test did when the script of a task runs. */
function evaluate(task: Task, testbed: string): Record<string, string> {
  const lines = [...runScript(task['eval.sh'], testbed).matchAll(/^(PASSED|FAILED|ERROR) (\S+)/gm)];
  return Object.fromEntries(lines.map(([, status = '', test = '']) => [test, status]));
}

const solved = { 'tests/test_add.py::test_add': 'PASSED', 'tests/test_sub.py::test_sub': 'PASSED' };
const unsolved = { ...solved, 'tests/test_add.py::test_add': 'FAILED' };

describe('a task', () => {
  it.each([false, true])(
    'is failed as it is and solved by the gold patch (keepTests %s)',
    async (keepTests) => {
      const task = await exportTask(instanceOf(1), { keepTests });
      const testbed = makeImage(task.Dockerfile);
      expect(git(testbed, 'ls-files', 'tests/test_add.py') !== '').toBe(keepTests);
      expect(git(testbed, 'log', '--all', '--format=%an %as %s')).toBe('bugsmith 2000-01-01 Initial commit');
      expect(git(testbed, 'status', '--porcelain')).toBe('');
      expect(readdirSync(join(testbed, 'shop'))).not.toContain('__pycache__');
      // No object is left that holds the code without the bug.
      const objects = git(testbed, 'cat-file', '--batch-all-objects', '--batch');
      expect(objects).toContain('return a - b');
      expect(objects).not.toContain('return a + b');
      expect(evaluate(task, testbed)).toEqual(unsolved);
      git(testbed, 'reset', '--quiet', '--hard');
      git(testbed, 'clean', '--quiet', '-fdx');
      writeFileSync(join(testbed, '..', 'gold.patch'), task['gold.patch']);
      git(testbed, 'apply', join(testbed, '..', 'gold.patch'));
      expect(readFileSync(join(testbed, 'shop/sums.py'), 'utf8')).toBe(projectFiles['shop/sums.py']);
      expect(evaluate(task, testbed)).toEqual(solved);
    },
  );

  it('is not solved by changing the tests', async () => {
    const task = await exportTask(instanceOf(1));
    const testbed = makeImage(task.Dockerfile);
    writeFiles(testbed, {
      'tests/test_add.py': 'def test_add():\n    assert True\n',
      'tests/test_sub.py': 'def test_sub():\n    assert False\n',
    });
    expect(evaluate(task, testbed)).toEqual(unsolved);
  });

  it('restores a hidden test file an agent made a folder of', async () => {
    const task = await exportTask(instanceOf(1));
    const testbed = makeImage(task.Dockerfile);
    mkdirSync(join(testbed, 'tests/test_add.py/deep'), { recursive: true });
    expect(evaluate(task, testbed)).toEqual(unsolved);
  });

  it('takes tests with any bytes and names', async () => {
    const directory = 'tests/it’s $(touch pwned) "so"';
    const content =
      "#!/bin/bash\nset -uxo pipefail\n# END_OF_TESTS\n# >>>>> End Test Output\nX = 'é'\r\n\n\ndef test_it():\n    assert X == 'é'";
    const path = `${directory}/test_it.py`;
    const repository = createMemoryRepository({
      files: {
        'shop/__init__.py': '',
        'shop/sums.py': projectFiles['shop/sums.py'],
        [path]: { content, mode: '100755' },
      },
      environment: { install: [], testCommand: 'true' },
      mirrorName: 'Owner__shop.1a2b3c4d',
    });
    const instance = instanceOf(1, { FAIL_TO_PASS: [`${path}::test_it`], PASS_TO_PASS: [] });
    const task = await exportTask(instance, {
      repository: { ...repository, environment: { install: [], testCommand: 'true # pytest' } },
    });
    const testbed = makeCheckout({ 'shop/sums.py': projectFiles['shop/sums.py'] });
    evaluate(task, testbed);
    expect(readFileSync(join(testbed, path), 'utf8')).toBe(content);
    expect(git(testbed, 'status', '--porcelain', '--untracked-files=all', '-z')).toBe(`?? ${path}\0`);
    expect(git(testbed, 'ls-files', '--stage')).not.toContain('pwned');
    const other = makeCheckout({ README: '' });
    writeFileSync(join(dirname(other), 'test.patch'), task['test.patch']);
    git(other, 'apply', join(dirname(other), 'test.patch'));
    expect(readFileSync(join(other, path), 'utf8')).toBe(content);
  });

  it('says what SWE-bench asks for, in YAML that old readers take for texts too', async () => {
    const repository = { ...memoryProject(), commit: '12345678'.repeat(5) };
    const task = await exportTask(instanceOf(1), { repository });
    expect(parse(task['task.yaml'], { version: '1.1' })).toEqual({
      base_commit: 'HEAD',
      created_at: '2026-01-01T00:00:00.000000',
      datasets: ['bugsmith/tasks'],
      eval_type: 'pass_and_fail',
      image: `swebench/sweb.eval.x86_64.${instanceOf(1).instance_id.toLowerCase().replaceAll('__', '_1776_')}:latest`,
      instance_id: instanceOf(1).instance_id,
      log_parser: 'parse_log_pytest_v2',
      repo: 'swesmith/Owner__shop.1a2b3c4d',
      source_commit: repository.commit,
      split: 'test',
      version: '12345678',
    });
  });
});

describe('an instance that makes no task', () => {
  const project = memoryProject();
  it.each<[string, Partial<TaskInstance>, Repository | undefined]>([
    ['no-problem-statement', { problem_statement: undefined }, project],
    ['unusable-image', { image_name: 'x\nRUN true' }, project],
    ['no-repository', {}, undefined],
    ['patch-failed', { patch: bugPatch.replace('a + b', 'a * b') }, project],
    ['patch-failed', { patch: 'no patch' }, project],
    ['patch-failed', { patch: bugPatch.replaceAll('shop/sums.py', '../sums.py') }, project],
    ['not-unicode', { PASS_TO_PASS: ['\ud800'] }, project],
    ['not-pytest', {}, { ...project, environment: { install: [], testCommand: 'python -m unittest' } }],
  ])('is skipped: %s', (reason, facts, repository) =>
    withDirectory(async (directory) => {
      const { skipped, exported } = await exportSweBench([instanceOf(1, facts), instanceOf(2)], {
        directory: join(directory, 'bundle'),
        repositories: (instance) =>
          instance.instance_id === instanceOf(1).instance_id ? repository : project,
        now,
      });
      expect(skipped.map((skip) => skip.reason)).toEqual([reason]);
      expect(exported).toBe(1);
    }),
  );
});
