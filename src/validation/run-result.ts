import type { TestStatus } from '../parsers/test-output-parser.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { compareRuns } from './compare-runs.ts';
import type { FinishedRun, ValidationResult } from './validation-result.ts';

/** The result of a run that ended. */
export function createRunResult(
  candidate: BugCandidate,
  withBug: ReadonlyMap<string, TestStatus>,
  clean: ReadonlyMap<string, TestStatus>,
  facts: Pick<FinishedRun, 'durationMs' | 'testsRun' | 'testOutput'>,
): ValidationResult {
  const lists = compareRuns(withBug, clean);
  const status =
    lists.failToPass.length === 0
      ? 'no-test-broken'
      : lists.passToPass.length === 0
        ? 'no-test-kept'
        : 'valid';
  return { status, candidate, ...lists, ...facts };
}
