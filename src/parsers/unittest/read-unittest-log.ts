import { mergeStatus } from '../merge-status.ts';
import type { TestRun, TestStatus } from '../test-output-parser.ts';
import { readFailures, type UnittestFailure } from './read-failures.ts';
import { readStartedTests, type StartedTest } from './read-started-tests.ts';

const closing = /^Ran \d+ tests? in \d[\d.]*s\n\n(?:OK|FAILED|NO TESTS RAN)\b/gm;

/** Reads what `python -m unittest -v` writes. */
export function readUnittestLog(text: string): TestRun {
  const { tests: started, lastStart } = readStartedTests(text);
  const failures = readFailures(text);
  const closed = [...text.matchAll(closing)].at(-1);
  const completed = closed !== undefined && closed.index >= lastStart;
  const tests = new Map<string, TestStatus>();
  for (const { node, status } of started) {
    if (node.kind !== 'test') continue;
    tests.set(node.id, mergeStatus(tests.get(node.id), settle(status, completed)));
  }
  for (const failure of failures) addFailure(tests, failure);
  return { tests, collectionErrors: collectionErrorsOf(started, failures), completed };
}

function settle(status: TestStatus | undefined, completed: boolean): TestStatus {
  // To unittest this is a failure.
  if (status === 'xpassed') return 'failed';
  if (!completed) return status ?? 'error';
  // A run that ended describes every failure, so a mere word for one was written by the test.
  return status === undefined || status === 'error' || status === 'failed' ? 'passed' : status;
}

function addFailure(tests: Map<string, TestStatus>, { node, status }: UnittestFailure): void {
  if (node.kind === 'test') tests.set(node.id, mergeStatus(tests.get(node.id), status));
  if (node.kind !== 'tear-down') return;
  // As pytest does it, the last test takes the blame.
  const last = [...tests.keys()].findLast((id) => id.startsWith(`${node.id}.`));
  if (last !== undefined) tests.set(last, 'error');
}

function collectionErrorsOf(started: readonly StartedTest[], failures: readonly UnittestFailure[]): string[] {
  const nodes = [...started.filter(({ status }) => status === 'error'), ...failures].map(({ node }) => node);
  return [...new Set(nodes.filter(({ kind }) => kind === 'uncollected').map(({ id }) => id))];
}
