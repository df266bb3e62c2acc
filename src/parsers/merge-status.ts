import type { TestStatus } from './test-output-parser.ts';

/** From what says least about a test to what says most. */
const ranks: readonly TestStatus[] = ['skipped', 'xfailed', 'xpassed', 'passed', 'failed', 'error'];

/** The status of a test that was reported twice, such as one with subtests or one whose tear-down failed. */
export function mergeStatus(first: TestStatus | undefined, second: TestStatus): TestStatus {
  return first === undefined || ranks.indexOf(second) > ranks.indexOf(first) ? second : first;
}
