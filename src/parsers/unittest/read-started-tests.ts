import { mergeStatus } from '../merge-status.ts';
import type { TestStatus } from '../test-output-parser.ts';
import { describeNode, type UnittestNode } from './describe-node.ts';

/** A test that was announced, with the status written after it, which is missing when it died. */
export type StartedTest = { readonly node: UnittestNode; readonly status: TestStatus | undefined };

/**
 * `test_x (pkg.Class.test_x) ... `, with the docstring's first line, if any, on a second line. Before Python
 * 3.11 nothing is written for failed subtests, and the next test follows on the same line.
 */
const start = /(?:^|(?<= \.\.\. ))(\S+) \(([^()\s]+)\)(?:\n[^\n]*?)? \.\.\. /gm;
const separator = /^(?:={70}|-{70})$/m;
const subtest = /^ {2}\S+ \([^()\s]+\).* \.\.\. /;
const words: readonly (readonly [string, TestStatus])[] = [
  ['ok', 'passed'],
  ['FAIL', 'failed'],
  ['ERROR', 'error'],
  ['expected failure', 'xfailed'],
  ['unexpected success', 'xpassed'],
];

/** Reads what `-v` writes while the tests run; returns also where the last test was announced. */
export function readStartedTests(text: string): { tests: StartedTest[]; lastStart: number } {
  const starts = [...text.matchAll(start)];
  const tests = starts.map((match, index) => {
    const rest = text.slice(match.index + match[0].length, starts[index + 1]?.index);
    const node = describeNode(match[1] ?? '', match[2] ?? '');
    return { node, status: readStatus(rest.split(separator, 1)[0] ?? '') };
  });
  return { tests, lastStart: starts.at(-1)?.index ?? 0 };
}

/** The status in what follows a test's name, which may also hold what the test wrote. */
function readStatus(text: string): TestStatus | undefined {
  const lines = text.split('\n');
  let ofSubtests: TestStatus | undefined;
  for (const line of lines) {
    const status = subtest.test(line) ? statusAtEnd(line) : undefined;
    if (status !== undefined) ofSubtests = mergeStatus(ofSubtests, status);
  }
  if (ofSubtests !== undefined) return ofSubtests;
  const whole = lines.find((line) => statusOfLine(line) !== undefined);
  return whole === undefined
    ? lines.map(statusAtEnd).findLast((status) => status !== undefined)
    : statusOfLine(whole);
}

function statusOfLine(line: string): TestStatus | undefined {
  if (/^skipped ['"]/.test(line)) return 'skipped';
  return words.find(([word]) => word === line)?.[1];
}

/** For a test that wrote something without ending its line, and for a docstring that holds ` ... `. */
function statusAtEnd(line: string): TestStatus | undefined {
  if (line.includes(" ... skipped '") || line.includes(' ... skipped "')) return 'skipped';
  return words.find(([word]) => line.endsWith(word))?.[1];
}
