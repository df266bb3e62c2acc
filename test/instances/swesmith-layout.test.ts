import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { writeSwesmithLayout } from '../../src/instances/swesmith/write-swesmith-layout.ts';
import type { ValidationResult } from '../../src/validation/validation-result.ts';
import {
  candidate,
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

describe('writeSwesmithLayout', () => {
  it('writes a valid candidate as SWE-smith does', async () => {
    const result = validResult({ candidate: candidate({ metadata: { rewrite: 'def add(a, b):\n    é' } }) });
    expect(await writtenTree([result], 'clean\n')).toEqual({
      [`${bugs}/${mirror}__src__util.py/add/bug__func_pm_op_change__x1y2z3a4.diff`]: patch,
      [`${bugs}/${mirror}__src__util.py/add/metadata__func_pm_op_change__x1y2z3a4.json`]: String.raw`{
  "cost": 0,
  "explanation": "An operator is another one.",
  "output": "",
  "rewrite": "def add(a, b):\n    \u00e9",
  "strategy": "func_pm_op_change"
}`,
      [`${bugs}_all_patches.json`]: String.raw`[
    {
        "cost": 0,
        "explanation": "An operator is another one.",
        "output": "",
        "rewrite": "def add(a, b):\n    \u00e9",
        "strategy": "func_pm_op_change",
        "instance_id": "Owner__py.name.1a2b3c4d.func_pm_op_change__x1y2z3a4",
        "patch": "diff --git a/src/util.py b/src/util.py\n--- a/src/util.py\n+++ b/src/util.py\n@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a + b\n+    return a - b\n",
        "image_name": "swesmith.x86_64.owner__py.name.1a2b3c4d",
        "repo": "Owner__py.name.1a2b3c4d"
    }
]`,
      [`${runs}/${mirror}.ref/test_output.txt`]:
        "+ : '>>>>> Start Test Output'\nclean\n+ : '>>>>> End Test Output'\n",
      [`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/patch.diff`]: patch,
      [`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/run_instance.log`]: `2025-03-21 08:23:31,007 - INFO - >>>>> Applied Patch:\n${patch}`,
      [`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/eval.sh`]:
        "#!/bin/bash\nset -uxo pipefail\ncd /testbed\n: '>>>>> Start Test Output'\npython -m pytest\n: '>>>>> End Test Output'\n",
      [`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/report.json`]: `{
    "FAIL_TO_PASS": [
        "tests/test_util.py::test_add"
    ],
    "PASS_TO_PASS": [
        "tests/test_util.py::test_other"
    ],
    "FAIL_TO_FAIL": [],
    "PASS_TO_FAIL": []
}`,
      [`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/test_output.txt`]:
        "+ : '>>>>> Start Test Output'\noutput\n+ : '>>>>> End Test Output'\n",
      [`logs/task_insts/${mirror}.json`]: String.raw`[
    {
        "instance_id": "Owner__py.name.1a2b3c4d.func_pm_op_change__x1y2z3a4",
        "repo": "swesmith/Owner__py.name.1a2b3c4d",
        "patch": "diff --git a/src/util.py b/src/util.py\n--- a/src/util.py\n+++ b/src/util.py\n@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a + b\n+    return a - b\n",
        "FAIL_TO_PASS": [
            "tests/test_util.py::test_add"
        ],
        "PASS_TO_PASS": [
            "tests/test_util.py::test_other"
        ],
        "created_at": "2025-03-21T08:23:31.007000",
        "image_name": "swesmith.x86_64.owner__py.name.1a2b3c4d",
        "base_commit": "1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d"
    }
]`,
    });
  });

  it('writes combined candidates where SWE-smith keeps them', async () => {
    const metadata = { patch_files: ['bug__lm_modify__abcd1234', 'bug__func_pm_ctrl_shuffle__abcd1235'] };
    const combined = (strategy: string) =>
      validResult({ candidate: candidate({ strategy, entity: undefined, metadata }) });
    const tree = await writtenTree([combined('combine_file'), combined('combine_module')]);
    const expected = `{
    "patch_files": [
        "bug__lm_modify__abcd1234",
        "bug__func_pm_ctrl_shuffle__abcd1235"
    ],
    "num_patch_files": 2
}`;
    expect(tree).toMatchObject({
      [`${bugs}/${mirror}__src__util.py/bug__combine_file__x1y2z3a4.diff`]: patch,
      [`${bugs}/${mirror}__src__util.py/metadata__combine_file__x1y2z3a4.json`]: expected,
      [`${bugs}/combine_module/bug__combine_module__x1y2z3a4.diff`]: patch,
      [`${bugs}/combine_module/metadata__combine_module__x1y2z3a4.json`]: expected,
    });
  });

  it('writes mirrored pull requests under the id of their task', async () => {
    const task = { instance_id: 'owner__name-12', patch: 'fix\n', problem_statement: 'é' };
    const written = { pull_number: 12, instance_ref: task, rewrites: { 'a.py': { output: 'x' } } };
    const direct = { pull_number: 13, instance_ref: { patch: 'fix\n' }, direct_patch: true };
    const mirrored = (metadata: Record<string, unknown>) =>
      validResult({
        candidate: candidate({ strategy: 'pr_mirror', entity: undefined, metadata, costUsd: 0.25 }),
      });
    const tree = await writtenTree([mirrored(written), mirrored(direct)]);
    const pulls = `${bugs}/pr_mirror`;
    expect(Object.keys(tree).filter((path) => path.startsWith(`${pulls}/`))).toEqual([
      `${pulls}/Owner__py.name-13/bug__pr_13.diff`,
      `${pulls}/Owner__py.name-13/metadata__pr_13.json`,
      `${pulls}/owner__name-12/bug__pr_12.diff`,
      `${pulls}/owner__name-12/metadata__pr_12.json`,
      `${pulls}/owner__name-12/ref__pr_12.diff`,
    ]);
    expect(tree[`${pulls}/owner__name-12/ref__pr_12.diff`]).toBe('fix\n');
    expect(tree[`${pulls}/owner__name-12/metadata__pr_12.json`]).toBe(String.raw`{
    "recover_status": "success",
    "cost": 0.25,
    "rewrites": {
        "a.py": {
            "output": "x"
        }
    },
    "instance_ref": {
        "instance_id": "owner__name-12",
        "patch": "fix\n",
        "problem_statement": "\u00e9"
    }
}`);
    expect(tree[`${pulls}/Owner__py.name-13/metadata__pr_13.json`]).toContain('    "direct_patch": true\n}');
    expect(Object.keys(tree)).toContain(`${runs}/${mirror}.pr_12/report.json`);
  });

  it('writes what models made with their words', async () => {
    const metadata = { output: 'raw', rewrite: 'new' };
    const made = candidate({ strategy: 'lm_modify', id: 'abcd1234', metadata, costUsd: 0.00005 });
    const tree = await writtenTree([validResult({ candidate: made })]);
    expect(tree[`${bugs}/${mirror}__src__util.py/add/metadata__lm_modify__abcd1234.json`]).toBe(`{
  "cost": 5e-05,
  "explanation": "An operator is another one.",
  "output": "raw",
  "rewrite": "new",
  "strategy": "llm"
}`);
  });

  it('writes results that are not valid, and lists only valid ones as instances', async () => {
    const of = (id: string) => candidate({ id });
    const tree = await writtenTree([
      { status: 'timed-out', candidate: of('a'), timeoutMs: 1500, durationMs: 1501, testOutput: 'slow' },
      { status: 'patch-failed', candidate: of('b'), error: new Error('no') },
      { status: 'errored', candidate: of('c'), error: new Error('no') },
      { ...validResult({ candidate: of('d'), failToPass: [] }), status: 'no-test-broken' },
      { ...validResult({ candidate: of('e'), passToPass: [] }), status: 'no-test-kept' },
    ]);
    const filesOf = (id: string) =>
      Object.keys(tree)
        .filter((path) => path.startsWith(`${runs}/${mirror}.func_pm_op_change__${id}/`))
        .map((path) => path.split('/').at(-1));
    expect(filesOf('a')).toEqual([
      'eval.sh',
      'patch.diff',
      'report.json',
      'run_instance.log',
      'test_output.txt',
    ]);
    expect(tree[`${runs}/${mirror}.func_pm_op_change__a/report.json`]).toBe(`{
    "timed_out": true,
    "timeout": 1.5
}`);
    expect(tree[`${runs}/${mirror}.func_pm_op_change__a/test_output.txt`]).toBe(
      "+ : '>>>>> Start Test Output'\nslow\n\n>>>>> Tests Timed Out: 1.5 seconds exceeded",
    );
    expect(filesOf('b')).toEqual(['eval.sh', 'patch.diff', 'run_instance.log']);
    expect(filesOf('c')).toEqual(['eval.sh', 'patch.diff', 'run_instance.log']);
    expect(filesOf('d')).toEqual([
      'eval.sh',
      'patch.diff',
      'report.json',
      'run_instance.log',
      'test_output.txt',
    ]);
    expect(JSON.parse(tree[`${bugs}_all_patches.json`] ?? '')).toHaveLength(5);
    expect(tree[`logs/task_insts/${mirror}.json`]).toBe('[]');
  });

  it('shortens names that are too long for a file system, each in its own way', async () => {
    const named = (qualifiedName: string, id: string) =>
      validResult({
        candidate: candidate({
          id,
          entity: { kind: 'function', qualifiedName, path: 'src/util.py', startLine: 1, endLine: 2 },
        }),
      });
    const [fits, long, longer] = ['é'.repeat(127), 'é'.repeat(200), 'é'.repeat(201)];
    const results = [named(fits, 'a'), named(long, 'b'), named(longer, 'c'), named(long, 'd')];
    const folders = Object.keys(await writtenTree(results))
      .filter((path) => path.endsWith('.diff') && path.startsWith(bugs))
      .sort((one, other) => (one.slice(-6) < other.slice(-6) ? -1 : 1))
      .map((path) => path.split('/').at(-2) ?? '');
    expect(folders[0]).toBe(fits);
    expect(folders[1]).toMatch(/^é{119}-[0-9a-f]{16}$/);
    expect(folders[2]).toMatch(/^é{119}-[0-9a-f]{16}$/);
    expect(folders[2]).not.toBe(folders[1]);
    expect(folders[3]).toBe(folders[1]);
  });

  it('writes patches byte for byte', async () => {
    const bytes = Buffer.concat([Buffer.from(patch), Buffer.from([0xe9, 0x0d, 0x0a, 0x80])]);
    const odd = `${patch}\udce9\r\n\udc80`;
    const tree = await writtenTree([validResult({ candidate: candidate({ patch: odd }) })]);
    expect(tree[`${bugs}/${mirror}__src__util.py/add/bug__func_pm_op_change__x1y2z3a4.diff`]).toBe(
      bytes.toString('latin1'),
    );
    expect(tree[`${runs}/${mirror}.func_pm_op_change__x1y2z3a4/patch.diff`]).toBe(bytes.toString('latin1'));
    expect(tree[`${bugs}_all_patches.json`]).toContain(String.raw`\udce9\r\n\udc80"`);
  });

  it('writes a log that graders read, whatever the suite prints', () =>
    withDirectory(async (directory) => {
      const marks = ['Start Test Output', 'End Test Output', 'Patch Apply Failed', 'Tests Timed Out'];
      const hostile = marks.map((mark) => `+ : '>>>>> ${mark}'\n>>>>>> ${mark}`).join('\n');
      const testOutput = `a.py::t PASSED\n${hostile}\nb.py::t FAILED`;
      await writeSwesmithLayout([validResult({ testOutput })], { directory, repository, now });
      const log = await readFile(
        join(directory, runs, `${mirror}.func_pm_op_change__x1y2z3a4`, 'test_output.txt'),
        'utf8',
      );
      const found = sliceAsGraders(log);
      expect(found?.startsWith('\na.py::t PASSED\n')).toBe(true);
      expect(found?.endsWith('\nb.py::t FAILED')).toBe(true);
    }));

  it.each(['', '.', '..', 'a/b', '/etc', 'a\0b', 'x'.repeat(200)])('refuses %j as a folder', async (name) => {
    await withDirectory(async (directory) => {
      const byMirror = writeSwesmithLayout([], {
        directory,
        repository: fakeRepository({ mirrorName: name }),
      });
      await expect(byMirror).rejects.toThrow(InvalidArgumentError);
      const byRun = writeSwesmithLayout([], { directory, repository, runId: name });
      await expect(byRun).rejects.toThrow(InvalidArgumentError);
      expect(await readTree(directory)).toEqual({});
    });
  });
});

/** How SWE-smith finds the output of the tests in a log; `undefined` when it takes the run for failed. */
function sliceAsGraders(log: string): string | undefined {
  if (log.includes('>>>>> Patch Apply Failed') || log.includes('>>>>> Tests Timed Out')) return undefined;
  const [start, end] = ["+ : '>>>>> Start Test Output'", "+ : '>>>>> End Test Output'"];
  if (!log.includes(start) || !log.includes(end)) return undefined;
  return log.slice(log.indexOf(start) + start.length, log.indexOf(end));
}
