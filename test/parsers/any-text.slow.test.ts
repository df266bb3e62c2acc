import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pytestLogParser } from '../../src/parsers/pytest-log/pytest-log-parser.ts';
import { pytestParser } from '../../src/parsers/pytest/pytest-parser.ts';
import { unittestParser } from '../../src/parsers/unittest/unittest-parser.ts';

const parsers = [
  pytestParser(),
  pytestLogParser(),
  pytestLogParser({ exactlyAs: 'swesmith' }),
  unittestParser(),
];

/** What the parsers look for, to be put together at random. */
const pieces = fc.constantFrom(
  ...[
    '\n',
    ' ',
    '\r\n',
    ' ... ',
    'a.py::test_x[',
    ']',
    'PASSED',
    'FAILED',
    ' SKIPPED (',
    ')',
    '[ 10%]',
    '[gw0] ',
  ],
  ...[
    'test_x (m.T)',
    'test_x (m.T.test_x)',
    'ok',
    'ERROR',
    'ERROR: ',
    "skipped '",
    '='.repeat(70),
    '-'.repeat(70),
  ],
  ...[
    'Ran 2 tests in 0.1s\n\n',
    'OK',
    '= 1 passed in 0.1s =',
    '!!!! ',
    '>>>>> Start Test Output',
    '>>>>> End Test Output',
  ],
  ...[
    '{"event": "test-start", ',
    '"session": "1", ',
    '"id": "__proto__"}',
    '\u001b[31m',
    '_ ERROR collecting ',
    ' <- b.py',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
);

describe.each(parsers)('$name on any text', (parser) => {
  it('never throws and gives the same run again', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (stdout, stderr, report, timedOut) => {
        const output = Object.freeze({ stdout, stderr, report, timedOut, exitCode: null });
        const run = parser.parse(output);
        expect(parser.parse(output)).toEqual(run);
        if (timedOut) expect(run.completed).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  // Reading that is not linear in the length would not end in the time a test has.
  it.each([
    'a',
    ' ',
    '\r',
    '=',
    'PASSED (',
    ' SKIPPED (',
    'SUBFAIL ',
    'a.py::b SKIPPED (',
    ' ... ',
    'a (b) ... ',
    'a (b)\n',
    ' ___',
    '\u001b[0',
    "skipped '",
    '[gw0] ',
    '  File "',
    'Ran 1 test in 1.1s\n\n',
    `${'='.repeat(70)}\nFAIL: a (b)\n`,
    '{"event":',
    '1 passed, ',
  ])('reads megabytes of %j', (piece) => {
    const long = piece.repeat(Math.ceil(2_000_000 / piece.length));
    for (const part of [long, `test_x (m.T)\n${long}`, `a.py::b ${long})`, `_ ERROR collecting ${long}`]) {
      const run = parser.parse({ stdout: part, stderr: part, report: part, timedOut: false, exitCode: 1 });
      expect(run.tests).toBeInstanceOf(Map);
    }
  });
});
