import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { readInstances } from '../../src/instances/read-instances.ts';
import { writeSwesmithLayout } from '../../src/instances/swesmith/write-swesmith-layout.ts';
import { toTaskInstance } from '../../src/instances/to-task-instance.ts';
import { writeInstances } from '../../src/instances/write-instances.ts';
import type { ValidationResult } from '../../src/validation/validation-result.ts';
import {
  candidate,
  collect,
  fakeRepository,
  mirrorName,
  now,
  patch,
  readTree,
  validResult,
  withDirectory,
} from './support.ts';

const repository = fakeRepository();
const mirror = mirrorName;
const bugs = `logs/bug_gen/${mirror}`;
const runs = `logs/run_validation/${mirror}`;

async function writtenTree(results: readonly ValidationResult[], baselineOutput?: string) {
  return withDirectory(async (directory) => {
    await writeSwesmithLayout(results, { directory, repository, now, baselineOutput });
    return readTree(directory);
  });
}

describe('the lists of writeSwesmithLayout', () => {
  it('writes no list of patches when there are none', async () => {
    expect(await writtenTree([])).toEqual({ [`logs/task_insts/${mirror}.json`]: '[]' });
  });

  it('removes the list of patches when there are none any more', () =>
    withDirectory(async (directory) => {
      await writeSwesmithLayout([validResult()], { directory, repository, now });
      await rm(join(directory, 'logs/bug_gen', mirror), { recursive: true });
      await writeSwesmithLayout([], { directory, repository, now });
      expect(Object.keys(await readTree(directory))).not.toContain(`${bugs}_all_patches.json`);
    }));

  it('gives the instances that toTaskInstance gives, in the order of their ids', () =>
    withDirectory(async (directory) => {
      const results = ['z', 'a', 'k'].map((id) =>
        validResult({ candidate: candidate({ id, patch: `${patch}${id}\udcff` }) }),
      );
      await writeSwesmithLayout(results, { directory, repository, now, runId: 'my run' });
      const instances = await collect(readInstances(join(directory, 'logs/task_insts/my run.json')));
      const expected = results.map((result) => toTaskInstance(result, { repository, now }));
      expect(instances).toEqual([expected[1], expected[2], expected[0]]);
    }));

  it('adds to what is there, and keeps instances that did not change', () =>
    withDirectory(async (directory) => {
      const list = join(directory, `logs/task_insts/${mirror}.json`);
      const write = (results: readonly ValidationResult[], milliseconds: number) =>
        writeSwesmithLayout(results, { directory, repository, now: () => new Date(milliseconds) });
      const [a, b, c] = ['a', 'b', 'c'].map((id) => validResult({ candidate: candidate({ id }) }));
      if (a === undefined || b === undefined || c === undefined) throw new Error('unreachable');
      await write([a, b], 0);
      const described = (await collect(readInstances(list))).map((row) => ({
        ...row,
        problem_statement: 'It broke.',
      }));
      await writeInstances(list, described);

      await write([{ ...b, failToPass: ['other'] }, c], 1000);
      const [first, second, third] = await collect(readInstances(list));
      expect(first).toEqual(described[0]);
      expect(second).toMatchObject({ FAIL_TO_PASS: ['other'], created_at: '1970-01-01T00:00:01.000000' });
      expect(second?.problem_statement).toBeUndefined();
      expect(third).toMatchObject({ created_at: '1970-01-01T00:00:01.000000' });

      await write([{ status: 'errored', candidate: a.candidate, error: new Error('later') }], 2000);
      expect(await collect(readInstances(list))).toEqual([second, third]);
      expect(Object.keys(await readTree(directory)).filter((path) => path.includes('__a/'))).toEqual([
        `${runs}/${mirror}.func_pm_op_change__a/eval.sh`,
        `${runs}/${mirror}.func_pm_op_change__a/patch.diff`,
        `${runs}/${mirror}.func_pm_op_change__a/run_instance.log`,
      ]);
    }));

  it('leaves the instances of other mirrors in a shared run alone', () =>
    withDirectory(async (directory) => {
      const other = fakeRepository({ mirrorName: 'other__name.99999999', commit: '9'.repeat(40) });
      const options = { directory, now, runId: 'shared' };
      await writeSwesmithLayout([validResult()], { ...options, repository });
      await writeSwesmithLayout([validResult()], { ...options, repository: other });
      expect(await collect(readInstances(join(directory, 'logs/task_insts/shared.json')))).toEqual([
        toTaskInstance(validResult(), { repository, now }),
        toTaskInstance(validResult(), { repository: other, now }),
      ]);
      await rm(join(directory, 'logs/task_insts'), { recursive: true });
      await writeSwesmithLayout([], { ...options, repository });
      expect(await collect(readInstances(join(directory, 'logs/task_insts/shared.json')))).toEqual([
        toTaskInstance(validResult(), { repository, now }),
      ]);
    }));

  it('keeps what came before the results failed, and leaves the lists as they were', () =>
    withDirectory(async (directory) => {
      await writeSwesmithLayout([validResult()], { directory, repository, now });
      const before = await readTree(directory);
      const failing = async function* () {
        yield validResult({ candidate: candidate({ id: 'second' }) });
        throw new Error('the sandbox is gone');
      };
      await expect(writeSwesmithLayout(failing(), { directory, repository, now })).rejects.toThrow(
        'the sandbox is gone',
      );
      const after = await readTree(directory);
      expect(after).toMatchObject(before);
      expect(Object.keys(after).length).toBe(Object.keys(before).length + 7);
    }));
});
