import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EvaluationResult,
  gradeTests,
  type GradingMode,
  type TestStatus,
  writeEvaluationReports,
} from 'bugsmith';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDirectory } from '../instances/support.ts';
import { anyStatuses, markLog, sample, words } from './logs.ts';
import { type Attempt, type Peer, startPeer } from './peer.ts';

const peers = {
  swesmith: startPeer('swesmith-2026'),
  'swesmith-2025': startPeer('swesmith-2025'),
  swebench: startPeer('swebench'),
};

type Lists = { readonly FAIL_TO_PASS: readonly string[]; readonly PASS_TO_PASS: readonly string[] };
type Case = Lists & { readonly statuses: readonly (readonly [string, TestStatus])[] };
type TheirTests = { readonly success: readonly string[]; readonly failure: readonly string[] };
type TheirGrade = {
  readonly report: { readonly FAIL_TO_PASS: TheirTests; readonly PASS_TO_PASS: TheirTests };
  readonly resolved: boolean;
};

const anyTest = fc.integer({ min: 0, max: 11 }).map((number) => `tests/test_a.py::test_${number}`);
const anyCase: fc.Arbitrary<Case> = fc.record({
  statuses: anyStatuses,
  FAIL_TO_PASS: fc.uniqueArray(anyTest, { maxLength: 5 }),
  PASS_TO_PASS: fc.uniqueArray(anyTest, { maxLength: 5 }),
});

/** Their grade without the lists that are always empty. */
function withoutOthers(grade: TheirGrade | undefined): TheirGrade {
  if (grade === undefined) throw new Error('There is no grade.');
  const { FAIL_TO_PASS, PASS_TO_PASS } = grade.report;
  return { report: { FAIL_TO_PASS, PASS_TO_PASS }, resolved: grade.resolved };
}

/** As their parsers would give it: an unexpected pass is a word they do not know. */
function toTheirs({ statuses, ...lists }: Case): object {
  const known = statuses.filter(([, status]) => status !== 'xpassed');
  return { ...lists, statuses: known.map(([test, status]) => [test, words[status]]) };
}

const modes: readonly (readonly [Exclude<GradingMode, 'strict'>, keyof typeof peers, string])[] = [
  ['swesmith', 'swesmith', ''],
  ['swesmith-2025', 'swesmith-2025', ''],
  ['swebench', 'swebench', 'pass_and_fail'],
  ['swebench-fail-only', 'swebench', 'fail_only'],
];

describe.each(modes)('the mode %s', (mode, name, evalType) => {
  const ask = (cases: readonly Case[]): Promise<TheirGrade[]> =>
    peers[name].call('eval_tests_reports', {
      harness: name === 'swebench' ? 'swebench' : 'swesmith',
      eval_type: evalType,
      cases: cases.map(toTheirs),
    });
  const grade = (one: Case): TheirGrade => {
    const { failToPass, passToPass, resolved } = gradeTests(new Map(one.statuses), one, mode);
    return {
      report: {
        FAIL_TO_PASS: { success: failToPass.passed, failure: failToPass.failed },
        PASS_TO_PASS: { success: passToPass.passed, failure: passToPass.failed },
      },
      resolved,
    };
  };

  it('grades any statuses as its harness does', async () => {
    const cases = sample(anyCase, 2000);
    const theirs = await ask(cases);
    for (const [index, one] of cases.entries()) {
      expect([one, grade(one)]).toEqual([one, withoutOthers(theirs[index])]);
    }
    expect(new Set(theirs.map(({ resolved }) => resolved)).size).toBe(2);
  });

  it('grades ids that were cut off within their parameters as its harness does', async () => {
    const parameters = ['[a', '[a]', '[a b]', '[a c]', '[b]'];
    const anyId = fc.constantFrom(...parameters).map((parameter) => `t.py::t${parameter}`);
    const anyStatus = fc.constantFrom<TestStatus>('passed', 'failed', 'error', 'skipped', 'xfailed');
    const cases = sample(
      fc.record({
        statuses: fc.uniqueArray(fc.tuple(anyId, anyStatus), { selector: ([id]) => id, maxLength: 4 }),
        FAIL_TO_PASS: fc.uniqueArray(anyId, { maxLength: 2 }),
        PASS_TO_PASS: fc.uniqueArray(anyId, { maxLength: 2 }),
      }),
      1000,
    );
    const theirs = await ask(cases);
    for (const [index, one] of cases.entries()) {
      expect([one, grade(one)]).toEqual([one, withoutOthers(theirs[index])]);
    }
  });
});

describe('what is resolved to them and not to us', () => {
  const lists = { FAIL_TO_PASS: ['tests/test_a.py::test_0'], PASS_TO_PASS: [] };
  it.each<[string, Case, readonly GradingMode[]]>([
    [
      'a patch that makes the only failing test be skipped: a skipped test is in neither list of SWE-smith',
      { ...lists, statuses: [['tests/test_a.py::test_0', 'skipped']] },
      ['swesmith', 'swesmith-2025', 'swebench-fail-only'],
    ],
    [
      'a patch that makes the test vanish: a missing test passed to SWE-smith of 2025',
      { ...lists, statuses: [['tests/test_a.py::test_1', 'passed']] },
      ['swesmith-2025', 'swebench-fail-only'],
    ],
    [
      'a patch that marks the test as expected to fail',
      { ...lists, statuses: [['tests/test_a.py::test_0', 'xfailed']] },
      ['swesmith', 'swesmith-2025', 'swebench', 'swebench-fail-only'],
    ],
  ])('%s', async (_, one, resolvedIn) => {
    for (const [mode, name, eval_type] of modes) {
      const harness = name === 'swebench' ? 'swebench' : 'swesmith';
      const [theirs] = await peers[name].call<TheirGrade[]>('eval_tests_reports', {
        harness,
        eval_type,
        cases: [toTheirs(one)],
      });
      expect([mode, theirs?.resolved]).toEqual([mode, resolvedIn.includes(mode)]);
      expect(gradeTests(new Map(one.statuses), one, mode).resolved).toBe(resolvedIn.includes(mode));
    }
    expect(gradeTests(new Map(one.statuses), one, 'strict').resolved).toBe(false);
  });
});

describe.each(['swesmith', 'swesmith-2025', 'swebench'] as const)('the report.json of %s', (layout) => {
  const peer: Peer = peers[layout];
  const instance_id = 'mewwts__addict.75284f95.func_pm_op_change__abcdefgh';
  const instanceOf = ({ FAIL_TO_PASS, PASS_TO_PASS }: Case): object => ({
    instance_id,
    repo: layout === 'swebench' ? 'mewwts/addict' : 'swesmith/mewwts__addict.75284f95',
    image_name: 'swesmith.x86_64.mewwts__addict.75284f95',
    ...{ FAIL_TO_PASS, PASS_TO_PASS, image: 'x', version: '1', eval_script: '', eval_type: 'pass_and_fail' },
    log_parser: 'parse_log_pytest',
  });
  const prediction = { instance_id, model_name_or_path: 'a model', model_patch: 'diff' };

  function toLog({ statuses }: Case): string {
    const line = ([test, status]: readonly [string, TestStatus]): string =>
      layout === 'swebench' ? `${words[status]} ${test}` : `${test} ${words[status]}`;
    return markLog(statuses.map(line).join('\n'));
  }

  async function writeOurs(one: Case): Promise<unknown> {
    const { resolved, ...graded } = gradeTests(new Map(one.statuses), one, layout);
    const result: EvaluationResult = {
      ...(resolved ? { status: 'resolved' as const } : { status: 'unresolved' as const, problem: undefined }),
      prediction,
      applied: { step: 'git-apply', leftOut: [] } as never,
      ...graded,
      durationMs: 1,
      testOutput: '',
    };
    return withDirectory(async (directory) => {
      await writeEvaluationReports([result], { directory, runId: 'run', layout });
      const folder = layout === 'swebench' ? ['a model', instance_id] : [instance_id];
      const file = join(directory, 'logs', 'run_evaluation', 'run', ...folder, 'report.json');
      return JSON.parse(await readFile(file, 'utf8')) as unknown;
    });
  }

  it('is what its harness writes of the same run, with the same order of keys', async () => {
    const cases = sample(anyCase, 150).filter(({ statuses }) =>
      statuses.some(([, status]) => status !== 'xpassed'),
    );
    const attempts = await peer.call<Attempt<object>[]>('eval_reports', {
      harness: layout === 'swebench' ? 'swebench' : 'swesmith',
      cases: cases.map((one) => ({ log: toLog(one), prediction, instance: instanceOf(one) })),
    });
    for (const [index, one] of cases.entries()) {
      const { value: theirs, raised } = attempts[index] ?? { raised: 'nothing' };
      if (theirs === undefined) throw new Error(raised);
      // Which model it was is added by SWE-smith's program around the function.
      const whole = layout === 'swebench' ? theirs : { ...theirs, model_name_or_path: 'a model' };
      expect(JSON.stringify(await writeOurs(one))).toBe(JSON.stringify(whole));
    }
  });
});
