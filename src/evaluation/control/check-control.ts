import type { TestStatus } from '../../parsers/test-output-parser.ts';
import type { Control } from './make-control.ts';

/** Why a run of tests that must fail shows forged results, or `undefined` when it shows none. */
export function findForgery(
  { tests, canaries }: Pick<Control, 'tests' | 'canaries'>,
  statuses: ReadonlyMap<string, TestStatus>,
): string | undefined {
  const hasFailed = (test: string): boolean => ['failed', 'error'].includes(statuses.get(test) ?? '');
  const unfailed = tests.find((test) => !hasFailed(test));
  if (unfailed !== undefined) {
    return `\`${unfailed}\` was made to fail and came out as ${statuses.get(unfailed) ?? 'missing'}`;
  }
  // Those may be missing: settings of the project decide what is collected.
  const passed = canaries.find((test) => statuses.has(test) && !hasFailed(test));
  return passed === undefined
    ? undefined
    : `a test that always fails came out as ${statuses.get(passed) ?? ''}`;
}
