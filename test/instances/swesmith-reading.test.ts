import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DataFormatError } from '../../src/errors/data-format-error.ts';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { readSwesmithLayout } from '../../src/instances/swesmith/read-swesmith-layout.ts';
import { writeSwesmithLayout } from '../../src/instances/swesmith/write-swesmith-layout.ts';
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
  writeTree,
} from './support.ts';

const repository = fakeRepository();

describe('readSwesmithLayout', () => {
  it('does not take a strategy that is called `pr` for a mirrored pull request', async () => {
    const result = validResult({ candidate: candidate({ strategy: 'pr' }) });
    await withDirectory(async (directory) => {
      await writeSwesmithLayout([result], { directory, repository, now });
      const [record] = await collect(readSwesmithLayout(directory));
      expect(record?.candidate).toMatchObject({ id: result.candidate.id, strategy: 'pr', metadata: {} });
    });
  });

  it('gives ids, names of entities and a stable order', () =>
    withDirectory(async (directory) => {
      const inner = {
        kind: 'function',
        qualifiedName: 'add.<locals>.inner',
        path: 'src/util.py',
        startLine: 1,
        endLine: 1,
      } as const;
      const results = [
        validResult({ candidate: candidate({ strategy: 'lm_modify', entity: inner }) }),
        validResult({ candidate: candidate({ strategy: 'combine_file', metadata: { patch_files: [] } }) }),
        validResult({ candidate: candidate({ strategy: 'pr_mirror', metadata: { pull_number: 3 } }) }),
        validResult(),
      ];
      await writeSwesmithLayout(results, { directory, repository, now });
      const records = await collect(readSwesmithLayout(directory));
      expect(
        records.map(({ instanceId, entityName }) => [instanceId.slice(mirrorName.length + 1), entityName]),
      ).toEqual([
        ['combine_file__x1y2z3a4', undefined],
        ['func_pm_op_change__x1y2z3a4', 'add'],
        ['lm_modify__x1y2z3a4', 'inner'],
        ['pr_3', undefined],
      ]);
    }));

  it('reads every mirror, or the one asked for, with the run asked for', () =>
    withDirectory(async (directory) => {
      const other = fakeRepository({ mirrorName: 'a__b.12345678' });
      await writeSwesmithLayout([validResult()], { directory, repository, now });
      await writeSwesmithLayout([validResult()], { directory, repository: other, now, runId: 'run' });
      const statuses = async (options: Parameters<typeof readSwesmithLayout>[1]) =>
        (await collect(readSwesmithLayout(directory, options))).map(({ status }) => status);
      expect(await statuses({})).toEqual(['valid', 'not-validated']);
      expect(await statuses({ mirrorName: 'a__b.12345678', runId: 'run' })).toEqual(['valid']);
      await expect(statuses({ mirrorName: 'missing' })).rejects.toThrow(DataFormatError);
      await expect(statuses({ mirrorName: '../bug_gen' })).rejects.toThrow(InvalidArgumentError);
      await expect(statuses({ runId: '..' })).rejects.toThrow(InvalidArgumentError);
    }));

  const made = `logs/bug_gen/${mirrorName}/${mirrorName}__a.py/f`;
  const run = `logs/run_validation/${mirrorName}/${mirrorName}.class_basic__abcd1234`;

  it("reads SWE-smith's own files", () =>
    withDirectory(async (directory) => {
      await writeTree(directory, {
        [`${made}/bug__class_basic__abcd1234.diff`]: patch,
        [`${made}/metadata__class_basic__abcd1234.json`]:
          '{"cost": 0.01, "explanation": "e", "output": "o", "rewrite": "r", "strategy": "llm", "more": 1}',
        [`${run}/report.json`]: '{"timed_out": true, "missing_pregold_output": true}',
        [`${made}/bug__func_pm_remove_loop__abcd1235.diff`]: patch,
        [`${run.replace('class_basic__abcd1234', 'func_pm_remove_loop__abcd1235')}/report.json`]:
          '{"FAIL_TO_PASS": ["a"], "PASS_TO_PASS": ["b"], "FAIL_TO_FAIL": [], "PASS_TO_FAIL": []}',
        [`${run.replace('class_basic__abcd1234', 'func_pm_remove_loop__abcd1235')}/test_output.txt`]:
          "+ cd /testbed\n+ : '>>>>> Start Test Output'\nx PASSED\n+ : '>>>>> End Test Output'\n",
        [`${made}/notes.txt`]: 'not a patch',
        [`${made}/.bugsmith-abc/part`]: 'left by a crash',
      });
      const [first, second, ...others] = await collect(readSwesmithLayout(directory));
      expect(others).toEqual([]);
      expect(first).toEqual({
        status: 'not-validated',
        instanceId: `${mirrorName}.class_basic__abcd1234`,
        entityName: 'f',
        candidate: {
          id: 'abcd1234',
          strategy: 'class_basic',
          patch,
          explanation: 'e',
          costUsd: 0.01,
          metadata: { output: 'o', rewrite: 'r', more: 1 },
        },
      });
      expect(second).toMatchObject({
        status: 'valid',
        failToPass: ['a'],
        testOutput: 'x PASSED\n',
        instance: undefined,
        candidate: { id: 'abcd1235', explanation: '', costUsd: 0, metadata: {} },
      });
    }));

  it.each([
    [`${made}/metadata__class_basic__abcd1234.json`, '{"cost": "free"}', 'cost'],
    [`${made}/metadata__class_basic__abcd1234.json`, '[]', undefined],
    [`${made}/metadata__class_basic__abcd1234.json`, '{', undefined],
    [`${run}/report.json`, '{"FAIL_TO_PASS": []}', 'PASS_TO_PASS'],
    [`${run}/report.json`, '{"FAIL_TO_PASS": [1]}', 'FAIL_TO_PASS[0]'],
    [`${run}/report.json`, '{"timed_out": false}', 'timed_out'],
    [`${run}/report.json`, 'null', undefined],
    [`logs/task_insts/${mirrorName}.json`, '[{"instance_id": "i"}]', 'repo'],
    [`${made}/bug__unnamed.diff`, '', undefined],
  ])('names the file and field that are wrong: %s %s', (path, content, field) =>
    withDirectory(async (directory) => {
      await writeTree(directory, { [`${made}/bug__class_basic__abcd1234.diff`]: patch, [path]: content });
      const error: unknown = await collect(readSwesmithLayout(directory)).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DataFormatError);
      expect(error).toMatchObject({ file: join(directory, path), field });
    }),
  );

  it('brings back time-outs that seconds cannot hold exactly', () =>
    withDirectory(async (directory) => {
      const timedOut = { status: 'timed-out', timeoutMs: 1001, durationMs: 1, testOutput: '' } as const;
      await writeSwesmithLayout([{ ...timedOut, candidate: candidate() }], { directory, repository, now });
      expect(await collect(readSwesmithLayout(directory))).toMatchObject([
        { status: 'timed-out', timeoutMs: 1001 },
      ]);
    }));

  it('does not follow links', () =>
    withDirectory(async (directory) => {
      await writeTree(directory, { [`${made}/bug__class_basic__abcd1234.diff`]: patch });
      await symlink('/dev/zero', join(directory, made, 'metadata__class_basic__abcd1234.json'));
      await symlink('/dev/zero', join(directory, made, 'bug__class_basic__abcd9999.diff'));
      await symlink(join(directory, 'logs'), join(directory, `logs/bug_gen/${mirrorName}/loop`));
      expect(await collect(readSwesmithLayout(directory))).toHaveLength(1);
    }));

  it('gives nothing but errors of its own on damaged files', () =>
    withDirectory(async (directory) => {
      const timedOut = { status: 'timed-out', timeoutMs: 1, durationMs: 1, testOutput: 'x' } as const;
      const results: ValidationResult[] = [
        validResult(),
        { ...timedOut, candidate: candidate({ strategy: 'pr_mirror', metadata: { pull_number: 1 } }) },
      ];
      await writeSwesmithLayout(results, { directory, repository, now });
      const tree = await readTree(directory);
      const change = fc.record({
        path: fc.constantFrom(...Object.keys(tree)),
        at: fc.nat(2000),
        remove: fc.constantFrom(0, 1, 10, 10_000),
        insert: fc.oneof(
          fc.constantFrom('', '"', '{', '[', ',', '1', 'null', '\\'),
          fc.string({ unit: 'binary' }),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
          const damaged = { ...tree };
          for (const { path, at, remove, insert } of changes) {
            const content = damaged[path] ?? '';
            const place = at % (content.length + 1);
            damaged[path] = content.slice(0, place) + insert + content.slice(place + remove);
          }
          await rm(join(directory, 'logs'), { recursive: true });
          await writeTree(directory, damaged);
          await collect(readSwesmithLayout(directory)).catch((error: unknown) => {
            expect(error).toBeInstanceOf(DataFormatError);
          });
        }),
        { numRuns: 200 },
      );
    }));

  it('refuses a directory without a layout', () =>
    withDirectory(async (directory) => {
      await expect(collect(readSwesmithLayout(directory))).rejects.toThrow(DataFormatError);
      await writeTree(directory, { 'logs/bug_gen': 'a file' });
      await expect(collect(readSwesmithLayout(directory))).rejects.toThrow(DataFormatError);
    }));
});
