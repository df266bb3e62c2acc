import { describe, expect, it } from 'vitest';
import { gradeTests, type GradingMode, type TestStatus } from 'bugsmith';

type Verdict = 'passed' | 'failed' | 'uncounted';

/** The first is for `FAIL_TO_PASS`, the second for `PASS_TO_PASS` where that differs. */
const table: readonly (readonly [
  TestStatus | 'missing',
  Record<GradingMode, readonly [Verdict, Verdict?]>,
])[] = [
  ['passed', all('passed')],
  ['failed', all('failed')],
  ['error', { ...all('failed'), 'swebench-fail-only': ['passed'] }],
  [
    'skipped',
    {
      strict: ['failed'],
      swesmith: ['uncounted'],
      'swesmith-2025': ['uncounted'],
      swebench: ['failed', 'passed'],
      'swebench-fail-only': ['passed'],
    },
  ],
  ['xfailed', { ...all('passed'), strict: ['failed'] }],
  ['xpassed', { ...all('failed'), 'swesmith-2025': ['passed'], 'swebench-fail-only': ['passed'] }],
  ['missing', { ...all('failed'), 'swesmith-2025': ['passed'], 'swebench-fail-only': ['passed'] }],
];

function all(verdict: Verdict): Record<GradingMode, readonly [Verdict]> {
  return {
    strict: [verdict],
    swesmith: [verdict],
    'swesmith-2025': [verdict],
    swebench: [verdict],
    'swebench-fail-only': [verdict],
  };
}

const rows = table.flatMap(([status, verdicts]) =>
  (Object.keys(verdicts) as GradingMode[]).map((mode) => {
    const [failToPass, passToPass = failToPass] = verdicts[mode];
    return [status, mode, failToPass, passToPass] as const;
  }),
);

describe('gradeTests', () => {
  it.each(rows)('takes %s in %s for %s and %s', (status, mode, failToPass, passToPass) => {
    const statuses = new Map<string, TestStatus>([['good', 'passed']]);
    if (status !== 'missing') statuses.set('t', status);
    const listOf = (verdict: Verdict): object => ({
      passed: ['good', ...(verdict === 'passed' ? ['t'] : [])],
      failed: verdict === 'failed' ? ['t'] : [],
    });
    const instance = { FAIL_TO_PASS: ['good', 't'], PASS_TO_PASS: ['good', 't'] };
    expect(gradeTests(statuses, instance, mode)).toEqual({
      resolved: failToPass !== 'failed' && passToPass !== 'failed',
      failToPass: listOf(failToPass),
      passToPass: listOf(passToPass),
    });
  });

  it('resolves without a counted test, as others do, but not strictly', () => {
    const statuses = new Map([['t', 'skipped']] as const);
    const instance = { FAIL_TO_PASS: ['t'], PASS_TO_PASS: [] };
    expect(gradeTests(statuses, instance, 'swesmith').resolved).toBe(true);
    expect(gradeTests(statuses, instance).resolved).toBe(false);
    expect(gradeTests(new Map(), { FAIL_TO_PASS: [], PASS_TO_PASS: [] }).resolved).toBe(false);
    expect(gradeTests(new Map(), { FAIL_TO_PASS: [], PASS_TO_PASS: [] }, 'swebench').resolved).toBe(true);
  });

  it('completes ids that were cut off as SWE-bench does, when all that begin so agree', () => {
    const statuses = new Map<string, TestStatus>([
      ['t.py::test[a b]', 'passed'],
      ['t.py::test[a c]', 'passed'],
      ['t.py::other[a b]', 'passed'],
      ['t.py::other[a c]', 'failed'],
    ]);
    const instance = { FAIL_TO_PASS: ['t.py::test[a'], PASS_TO_PASS: ['t.py::other[a'] };
    expect(gradeTests(statuses, instance, 'swebench')).toEqual({
      resolved: false,
      failToPass: { passed: ['t.py::test[a'], failed: [] },
      passToPass: { passed: [], failed: ['t.py::other[a'] },
    });
    expect(gradeTests(statuses, instance, 'swesmith').failToPass.failed).toEqual(['t.py::test[a']);
  });
});
