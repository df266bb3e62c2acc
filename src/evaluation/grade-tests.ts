import type { TaskInstance } from '../instances/task-instance.ts';
import type { TestStatus } from '../parsers/test-output-parser.ts';
import { type GradingMode, judgeTest } from './grading-mode.ts';

/** The tests of one list of an instance, in its order; a test a mode does not count is in neither. */
export type GradedTests = { readonly passed: readonly string[]; readonly failed: readonly string[] };

/** What the tests say of a prediction. */
export type Grade = {
  readonly resolved: boolean;
  readonly failToPass: GradedTests;
  readonly passToPass: GradedTests;
};

/**
 * Grades the tests of a run by the rules of a mode.
 *
 * Outcomes: resolved when no counted test of the instance failed. Where all tests are uncounted that is so as well,
 * as in SWE-smith; in `strict` at least one test of `FAIL_TO_PASS` must have passed. What `strict` demands besides
 * the statuses is up to {@link evaluate}.
 *
 * @source SWE-smith `harness/grading.py` of 2025 and 2026, SWE-bench 5 `harness/grading.py`.
 */
export function gradeTests(
  statuses: ReadonlyMap<string, TestStatus>,
  instance: Pick<TaskInstance, 'FAIL_TO_PASS' | 'PASS_TO_PASS'>,
  mode: GradingMode = 'strict',
): Grade {
  const grade = (tests: readonly string[], list: 'failToPass' | 'passToPass'): GradedTests => {
    const graded = { passed: [] as string[], failed: [] as string[] };
    for (const test of tests) {
      const verdict = judgeTest(findStatus(test, statuses, mode), list, mode);
      if (verdict !== 'uncounted') graded[verdict].push(test);
    }
    return graded;
  };
  const failToPass = grade(instance.FAIL_TO_PASS, 'failToPass');
  const passToPass = grade(instance.PASS_TO_PASS, 'passToPass');
  const hasFailure = failToPass.failed.length + passToPass.failed.length > 0;
  const isProven = mode !== 'strict' || failToPass.passed.length > 0;
  return { resolved: !hasFailure && isProven, failToPass, passToPass };
}

function findStatus(
  test: string,
  statuses: ReadonlyMap<string, TestStatus>,
  mode: GradingMode,
): TestStatus | 'missing' {
  const status = statuses.get(test);
  if (status !== undefined) return status;
  return mode === 'swebench' && isCutOff(test) ? findByBeginning(test, statuses) : 'missing';
}

/** Old lists of SWE-bench hold ids that were cut off at a space within their parameters. */
function isCutOff(test: string): boolean {
  return test.split('[').length > test.split(']').length;
}

/** The first status of the tests that begin like this, where all passed or all did not. */
function findByBeginning(
  beginning: string,
  statuses: ReadonlyMap<string, TestStatus>,
): TestStatus | 'missing' {
  const found = [...statuses].filter(([test]) => test.startsWith(beginning)).map(([, status]) => status);
  const outcomes = new Set(found.map((status) => status === 'passed' || status === 'xfailed'));
  return outcomes.size === 1 ? (found[0] ?? 'missing') : 'missing';
}
