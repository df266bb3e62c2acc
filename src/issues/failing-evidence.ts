import type { TestEvidence } from './evidence/issue-evidence.ts';

/** A test that failed when it was run again, with its source. */
export type ShownTest = TestEvidence & { readonly source: string };

/** Whether a test is worth showing: it failed in this run too, and its source is known. */
export function isShown(test: TestEvidence): test is ShownTest {
  return test.source !== undefined && test.outcome !== 'passed' && test.outcome !== 'skipped';
}
