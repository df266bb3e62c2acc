import type { TestStatus } from '../parsers/test-output-parser.ts';

/**
 * What decides whether a prediction resolves its instance, each named after whom it agrees with:
 * - `strict`: ours. A test counts as passed only when it was seen to pass, the run must have come to its end, the
 *   interpreter's exit code must agree with the results, and control tests must fail as they should;
 * - `swesmith`: SWE-smith of 2026. An expected failure passes, a missing test fails, a skipped one does not count;
 * - `swesmith-2025`: SWE-smith of 2025. As `swesmith`, but a missing test passes;
 * - `swebench`: SWE-bench 5. An expected failure passes, a skipped test fails as `FAIL_TO_PASS` and passes as
 *   `PASS_TO_PASS`, a missing one fails;
 * - `swebench-fail-only`: SWE-bench's rule for suites that report failures only. All but a failed test passes.
 */
export type GradingMode = 'strict' | 'swesmith' | 'swesmith-2025' | 'swebench' | 'swebench-fail-only';

/** What a mode makes of one test; `uncounted` ones are in neither list of a report. */
export type Verdict = 'passed' | 'failed' | 'uncounted';

/** What a mode makes of each status; those not listed count as `otherwise`. */
type Rule = {
  readonly statuses: Readonly<Partial<Record<TestStatus | 'missing', Verdict>>>;
  readonly otherwise: Verdict;
};

type Rules = { readonly failToPass: Rule; readonly passToPass: Rule };

const strict: Rule = { statuses: { passed: 'passed' }, otherwise: 'failed' };

// Neither project knows unexpected passes: their parsers do not see such a line, so the test is missing to them.
const missingFails: Rule = {
  statuses: { passed: 'passed', xfailed: 'passed', skipped: 'uncounted' },
  otherwise: 'failed',
};
const missingPasses: Rule = {
  statuses: { ...missingFails.statuses, missing: 'passed', xpassed: 'passed' },
  otherwise: 'failed',
};
const skippedFails: Rule = { statuses: { passed: 'passed', xfailed: 'passed' }, otherwise: 'failed' };
const skippedPasses: Rule = {
  statuses: { ...skippedFails.statuses, skipped: 'passed' },
  otherwise: 'failed',
};
const failedFails: Rule = { statuses: { failed: 'failed' }, otherwise: 'passed' };

const rules: Readonly<Record<GradingMode, Rules>> = {
  strict: { failToPass: strict, passToPass: strict },
  swesmith: { failToPass: missingFails, passToPass: missingFails },
  'swesmith-2025': { failToPass: missingPasses, passToPass: missingPasses },
  swebench: { failToPass: skippedFails, passToPass: skippedPasses },
  'swebench-fail-only': { failToPass: failedFails, passToPass: failedFails },
};

/** All modes. */
export const gradingModes: readonly string[] = Object.keys(rules);

/** What a mode makes of a test with this status. */
export function judgeTest(
  status: TestStatus | 'missing',
  list: 'failToPass' | 'passToPass',
  mode: GradingMode,
): Verdict {
  const { statuses, otherwise } = rules[mode][list];
  return statuses[status] ?? otherwise;
}
