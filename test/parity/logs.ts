import fc from 'fast-check';
import type { TestStatus } from 'bugsmith';

/** The words of theirs for statuses. */
export const words: Readonly<Record<TestStatus, string>> = {
  passed: 'PASSED',
  failed: 'FAILED',
  error: 'ERROR',
  skipped: 'SKIPPED',
  xfailed: 'XFAIL',
  xpassed: 'XPASS',
};

/** Statuses as pairs of a name and a word, in their order. */
export function toPairs(tests: ReadonlyMap<string, TestStatus>): [string, string][] {
  return [...tests].map(([test, status]) => [test, words[status]]);
}

/** Whatever a log may hold between line breaks; also what Python and JavaScript take for space differently. */
const space = fc.constantFrom(
  ' ',
  '  ',
  '\t',
  '\u000b',
  '\f',
  '\u001c',
  '\u001f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '',
);
const name = fc.oneof(
  fc.constantFrom(
    'tests/test_a.py::test_one',
    'tests/test_a.py::test_two[a b]',
    'tests/test_a.py::TestC::test[x - y]',
    'tests/test_ü.py::test_😀',
    'FAILED',
    'PASSED',
    '[gw0]',
    '.',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const word = fc.constantFrom(...Object.values(words), 'RERUN', 'PASS', 'FAILEDX', 'passed', '');
const tail = fc.constantFrom('', ' [ 10%]', ' (reason) [100%]', ' - AssertionError: x', '\r', ' PASSED');
const line = fc.tuple(space, name, space, word, tail).map((parts) => parts.join(''));

/** Lines of all sorts. */
export const anyLog: fc.Arbitrary<string> = fc
  .array(line, { maxLength: 12 })
  .map((lines) => lines.filter((text) => !text.includes('\n')).join('\n'));

const startMark = "+ : '>>>>> Start Test Output'";
const endMark = "+ : '>>>>> End Test Output'";

/** A log with marks in their place, missing, echoed or not, or with the words that say that nothing ran. */
export const anyMarkedLog: fc.Arbitrary<string> = fc
  .tuple(
    anyLog,
    fc.constantFrom(startMark, startMark, startMark, '>>>>> Start Test Output', endMark, ''),
    anyLog,
    fc.constantFrom(endMark, endMark, endMark, '>>>>> End Test Output', startMark, ''),
    fc.oneof(
      { weight: 6, arbitrary: anyLog },
      { weight: 1, arbitrary: fc.constantFrom('>>>>> Tests Timed Out: 5', '>>>>> Patch Apply Failed:') },
    ),
  )
  .map((parts) => parts.join('\n'));

/** Where a harness finds the output of a run whose tests printed this. */
export function markLog(output: string): string {
  return `${startMark}\n${output}\n${endMark}\n`;
}

/** Names of tests and a status for some of them, with no space in a name. */
export const anyStatuses: fc.Arbitrary<readonly (readonly [string, TestStatus])[]> = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 9 }).map((number) => `tests/test_a.py::test_${number}`),
    fc.constantFrom<TestStatus>(
      'passed',
      'passed',
      'failed',
      'failed',
      'error',
      'skipped',
      'xfailed',
      'xpassed',
    ),
  ),
  { selector: ([test]) => test, maxLength: 10 },
);

/** The values a seed gives; the same in every run. */
export function sample<Value>(arbitrary: fc.Arbitrary<Value>, count: number): Value[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 24 });
}
