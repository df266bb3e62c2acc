import type { TestStatus } from '../../parsers/test-output-parser.ts';
import type { RunProblem } from '../guard/read-guarded-report.ts';
import type { PredictionRun } from '../run-prediction.ts';
import type { Control } from './make-control.ts';

/** Tests that must fail. */
export type ControlTests = Pick<Control, 'tests' | 'canaries'>;

type ControlRun = Pick<PredictionRun, 'run' | 'problem'>;

/** What a run of tests that must fail shows against whoever wrote the code under test, if anything. */
export function checkControl(
  { tests, canaries }: ControlTests,
  { run, problem }: ControlRun,
): RunProblem | undefined {
  if (problem !== undefined) {
    return {
      kind: problem.kind,
      reason: `the run of tests that must fail proves nothing: ${problem.reason}`,
    };
  }
  // Some may be missing: the project's settings, or a command that starts pytest twice, decide what is collected.
  const seen = [...tests, ...canaries].filter((test) => run.tests.has(test));
  if (seen.length === 0) return { kind: 'tampered', reason: 'none of the tests that must fail was reported' };
  const unfailed = seen.find((test) => !hasFailed(run.tests.get(test)));
  if (unfailed === undefined) return undefined;
  const name = tests.includes(unfailed) ? `\`${unfailed}\` was made to fail and` : 'a test that always fails';
  return { kind: 'tampered', reason: `${name} came out as ${run.tests.get(unfailed) ?? ''}` };
}

/** Those of the tests that must fail which do so on code that nobody had a hand in, none if that run has a problem. */
export function keepProven({ tests, canaries }: ControlTests, { run, problem }: ControlRun): ControlTests {
  const isProven = (test: string): boolean => problem === undefined && hasFailed(run.tests.get(test));
  return { tests: tests.filter(isProven), canaries: canaries.filter(isProven) };
}

function hasFailed(status: TestStatus | undefined): boolean {
  return status === 'failed' || status === 'error';
}
