import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EvaluationResult,
  type Prediction,
  readEvaluationReport,
  readEvaluationReports,
  type ReportLayout,
  writeEvaluationReports,
} from 'bugsmith';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-reports-'));
});
afterEach(() => rm(directory, { recursive: true }));

function predict(
  instance_id: string,
  model_patch: string | null = 'diff\n',
  model = 'org/model',
): Prediction {
  return { instance_id, model_name_or_path: model, model_patch };
}

const run = {
  applied: { step: 'exact', leftOut: [] },
  failToPass: { passed: ['t::a'], failed: [] },
  passToPass: { passed: [], failed: ['t::é'] },
  durationMs: 5,
  testOutput: 'out\n>>>>> End Test Output\n',
} as const;
const results: readonly EvaluationResult[] = [
  { status: 'resolved', prediction: predict('r'), ...run },
  { status: 'unresolved', prediction: predict('u'), ...run, problem: undefined },
  { status: 'tampered', prediction: predict('b'), ...run, reason: 'forged' },
  {
    status: 'timed-out',
    prediction: predict('t'),
    applied: run.applied,
    timeoutMs: 1500,
    durationMs: 1501,
    testOutput: 'slow',
  },
  { status: 'patch-failed', prediction: predict('p'), reason: 'no' },
  { status: 'empty-patch', prediction: predict('e', null) },
  { status: 'errored', prediction: predict('x'), error: new Error('gone') },
];

async function write(layout: ReportLayout, given: readonly EvaluationResult[] = results): Promise<void> {
  const options = { directory, runId: 'run', layout, now: () => new Date(0) };
  const instances = ['r', 'u', 'b', 't', 'p', 'e', 'x', 'never'].map((instance_id) => ({ instance_id }));
  const summary = await writeEvaluationReports(given, { ...options, instances });
  expect(summary.total).toBe(given.length);
  for (const { status } of given) {
    expect(summary.byStatus[status]).toBe(given.filter((result) => result.status === status).length);
  }
}

const read = (...path: readonly string[]): Promise<string> => readFile(join(directory, ...path), 'utf8');

const testsStatus = (indent: string): string =>
  [
    '"tests_status": {',
    '    "FAIL_TO_PASS": {',
    '        "success": [',
    '            "t::a"',
    '        ],',
    '        "failure": []',
    '    },',
    '    "PASS_TO_PASS": {',
    '        "success": [],',
    '        "failure": [',
    '            "t::\\u00e9"',
    '        ]',
    '    },',
    '    "FAIL_TO_FAIL": {',
    '        "success": [],',
    '        "failure": []',
    '    },',
    '    "PASS_TO_FAIL": {',
    '        "success": [],',
    '        "failure": []',
    '    }',
    '}',
  ].join(`\n${indent}`);

describe('writeEvaluationReports', () => {
  it('writes what SWE-smith of 2026 does, byte for byte', async () => {
    await write('swesmith');
    const logs = ['logs', 'run_evaluation', 'run'] as const;
    expect(await read(...logs, 'r', 'report.json')).toBe(
      `{\n    "patch_exists": true,\n    "resolved": true,\n    ${testsStatus('    ')},\n` +
        '    "model_name_or_path": "org/model"\n}',
    );
    expect(await read(...logs, 't', 'report.json')).toBe('{\n    "timed_out": true,\n    "timeout": 1.5\n}');
    expect(await read(...logs, 'report.json')).toBe(
      '{\n    "resolved": 1,\n    "unresolved": 3,\n    "total": 7,\n    "ids_resolved": [\n        "r"\n    ],\n' +
        '    "ids_unresolved": [\n        "u",\n        "b",\n        "t"\n    ]\n}',
    );
    expect((await readdir(join(directory, ...logs, 'p'))).sort()).toEqual([
      'eval.sh',
      'patch.diff',
      'run_instance.log',
    ]);
    // What the tests printed cannot end the log.
    const log = await read(...logs, 'r', 'test_output.txt');
    expect(log.split('>>>>> End Test Output')).toHaveLength(2);
    expect(await read(...logs, 'p', 'run_instance.log')).toContain('>>>>> Patch Apply Failed:\nno');
  });

  it('writes what SWE-smith of 2025 does', async () => {
    await write('swesmith-2025');
    expect(await read('logs', 'run_evaluation', 'run', 'u', 'report.json')).toBe(
      '{\n    "patch_is_None": false,\n    "patch_exists": true,\n    "patch_successfully_applied": false,\n' +
        `    "resolved": false,\n    ${testsStatus('    ')},\n    "model_name_or_path": "org/model"\n}`,
    );
  });

  it('writes what SWE-bench does: keyed by id, below the model, with a final report of schema version 2', async () => {
    await write('swebench');
    expect(await read('logs', 'run_evaluation', 'run', 'org__model', 'r', 'report.json')).toBe(
      '{\n    "r": {\n        "patch_is_None": false,\n        "patch_exists": true,\n' +
        '        "patch_successfully_applied": true,\n        "resolved": true,\n        "infra_failure": false,\n' +
        `        ${testsStatus('        ')}\n    }\n}`,
    );
    const final = await read('org__model.run.json');
    expect(final.endsWith('\n}\n')).toBe(true);
    expect(Object.entries(JSON.parse(final) as object)).toEqual([
      ['total_instances', 8],
      ['submitted_instances', 7],
      ['completed_instances', 3],
      ['resolved_instances', 1],
      ['unresolved_instances', 2],
      ['infra_failure_instances', 0],
      ['ambiguous_failure_instances', 0],
      ['empty_patch_instances', 1],
      ['error_instances', 3],
      ['completed_ids', ['b', 'r', 'u']],
      ['incomplete_ids', ['never']],
      ['empty_patch_ids', ['e']],
      ['submitted_ids', ['b', 'e', 'p', 'r', 't', 'u', 'x']],
      ['resolved_ids', ['r']],
      ['unresolved_ids', ['b', 'u']],
      ['infra_failure_ids', []],
      ['ambiguous_failure_ids', []],
      ['failure_reasons', {}],
      ['error_ids', ['p', 't', 'x']],
      ['schema_version', 2],
    ]);
  });

  it.each(['../../escape', '/etc/passwd', '..', 'a\0b', 'x'.repeat(300)])(
    'keeps %j inside its folder',
    async (id) => {
      for (const layout of ['swesmith', 'swebench'] as const) {
        const prediction = predict(id, 'diff\n', id);
        await write(layout, [{ status: 'empty-patch', prediction }]);
      }
      const top = await readdir(directory);
      expect(top).toHaveLength(2);
      expect(await readdir(join(directory, 'logs'))).toEqual(['run_evaluation']);
      expect(await readdir(join(directory, 'logs', 'run_evaluation'))).toEqual(['run']);
    },
  );

  it('takes away what an earlier run of the name left', async () => {
    await write('swesmith');
    await write('swesmith', [{ status: 'empty-patch', prediction: predict('r') }]);
    await expect(read('logs', 'run_evaluation', 'run', 'r', 'report.json')).rejects.toThrow('ENOENT');
  });
});

describe('readEvaluationReports', () => {
  it.each(['swesmith', 'swesmith-2025', 'swebench'] as const)('reads those of %s', async (layout) => {
    await write(layout);
    const reports = await Array.fromAsync(
      readEvaluationReports(join(directory, 'logs', 'run_evaluation', 'run')),
    );
    const graded = {
      timedOut: false,
      failToPass: run.failToPass,
      passToPass: run.passToPass,
      modelNameOrPath: layout === 'swebench' ? 'org__model' : 'org/model',
    };
    const timedOut = {
      instanceId: 't',
      resolved: false,
      timedOut: true,
      failToPass: undefined,
      passToPass: undefined,
      modelNameOrPath: undefined,
    };
    expect(reports).toEqual([
      { instanceId: 'b', resolved: false, ...graded },
      { instanceId: 'r', resolved: true, ...graded },
      ...(layout === 'swebench' ? [] : [timedOut]),
      { instanceId: 'u', resolved: false, ...graded },
    ]);
  });

  it('says what is wrong with a report', async () => {
    const file = join(directory, 'report.json');
    await writeFile(file, '{"resolved": "yes"}');
    await expect(readEvaluationReport(file)).rejects.toMatchObject({ code: 'DATA_FORMAT', file });
    await expect(Array.fromAsync(readEvaluationReports(join(directory, 'none')))).rejects.toMatchObject({
      code: 'DATA_FORMAT',
    });
  });
});
