import type { TestStatus } from '../parsers/test-output-parser.ts';
import type { TestLists } from './validation-result.ts';

/** What a status says of the code a test runs. */
export type Side = 'pass' | 'fail' | 'neither';

/** Tests that are skipped, or fail as expected, say nothing about the code. */
const sides: Readonly<Record<TestStatus, Side>> = {
  passed: 'pass',
  failed: 'fail',
  error: 'fail',
  skipped: 'neither',
  xfailed: 'neither',
  xpassed: 'neither',
};

/** Whether a test with this status passed or failed, or says nothing. */
export function sideOf(status: TestStatus): Side {
  return sides[status];
}

/**
 * Sorts the tests of the clean run by how they fare with the bug and without it.
 *
 * A test that the run with the bug does not report counts as failing there. Tests that only the run with the
 * bug reports are left out, because nothing is known of them without it.
 *
 * @source Paper, section 2.1. SWE-smith's first generation also counts tests only the run with the bug has;
 *   its second leaves out those that vanish.
 */
export function compareRuns(
  withBug: ReadonlyMap<string, TestStatus>,
  clean: ReadonlyMap<string, TestStatus>,
): TestLists {
  const lists = {
    failToPass: [] as string[],
    passToPass: [] as string[],
    failToFail: [] as string[],
    passToFail: [] as string[],
  };
  for (const [test, cleanStatus] of clean) {
    const status = withBug.get(test);
    const before = status === undefined ? 'fail' : sideOf(status);
    const after = sideOf(cleanStatus);
    if (before === 'neither' || after === 'neither') continue;
    if (after === 'pass') (before === 'pass' ? lists.passToPass : lists.failToPass).push(test);
    else (before === 'pass' ? lists.passToFail : lists.failToFail).push(test);
  }
  return lists;
}
