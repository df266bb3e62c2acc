import type { TestStatus } from '../../parsers/test-output-parser.ts';
import type { Control } from './make-control.ts';

/** Why a run of tests that must fail shows forged results, or `undefined` when it shows none. */
export function findForgery(
  { tests, canaries }: Pick<Control, 'tests' | 'canaries'>,
  statuses: ReadonlyMap<string, TestStatus>,
): string | undefined {
  // Some may be missing: the project's settings, or a command that starts pytest twice, decide what is collected.
  const seen = [...tests, ...canaries].filter((test) => statuses.has(test));
  if (seen.length === 0) return 'none of the tests that must fail was reported';
  const unfailed = seen.find((test) => !['failed', 'error'].includes(statuses.get(test) ?? ''));
  if (unfailed === undefined) return undefined;
  const name = tests.includes(unfailed) ? `\`${unfailed}\` was made to fail and` : 'a test that always fails';
  return `${name} came out as ${statuses.get(unfailed) ?? ''}`;
}
