import { hash } from 'node:crypto';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import type { ValidationResult } from './validation-result.ts';

/** One candidate that was tested both ways: by the tests that can tell, and by all of them in a fresh process. */
export type Audit = {
  readonly selected: ValidationResult;
  /** The result that counts. */
  readonly full: ValidationResult;
  readonly agrees: boolean;
  /** Tests that one side has in `failToPass` or `passToPass` and the other has not. */
  readonly tests: readonly string[];
};

/** Whether a candidate is among those audited; the same for the same candidate, on any machine. */
export function isAudited({ id }: BugCandidate, rate: number): boolean {
  return Number.parseInt(hash('sha256', `audit ${id}`).slice(0, 8), 16) < rate * 2 ** 32;
}

/** Compares what was found by selected tests with what a full run found. */
export function compareResults(selected: ValidationResult, full: ValidationResult): Audit {
  const [a, b] = [readLists(selected), readLists(full)];
  const tests = new Set<string>();
  if (a !== undefined && b !== undefined) {
    for (const key of ['failToPass', 'passToPass'] as const) {
      const [inA, inB] = [new Set(a[key]), new Set(b[key])];
      for (const test of [...inA, ...inB]) if (inA.has(test) !== inB.has(test)) tests.add(test);
    }
  }
  const agrees = statusOf(selected) === statusOf(full) && tests.size === 0;
  return { selected, full, agrees, tests: [...tests] };
}

/** A candidate that no test can notice breaks none. */
function statusOf({ status }: ValidationResult): ValidationResult['status'] {
  return status === 'not-covered' || status === 'equivalent' ? 'no-test-broken' : status;
}

function readLists(result: ValidationResult):
  | {
      readonly failToPass: readonly string[];
      readonly passToPass: readonly string[];
    }
  | undefined {
  return 'failToPass' in result ? result : undefined;
}
