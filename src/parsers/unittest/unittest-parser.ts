import { plainText } from '../terminal-text.ts';
import type { TestOutputParser, TestRunContext, TestInstrumentation } from '../test-output-parser.ts';
import { readUnittestLog } from './read-unittest-log.ts';

const unittestCommand = /(?<=\s)-m\s+unittest(?:\s+discover)?(?=[\s;&|)'"]|$)/g;

/**
 * Reads the text of `python -m unittest -v`, of Python 3.8 and later.
 *
 * Test ids are dotted names, `package.module.Class.test_x`; a doctest has the name of what it documents. `-v` is
 * added after each `-m unittest` or `-m unittest discover` of the command; any other command must pass it on
 * itself, or only failures are known. What unittest writes is looked for on stderr, then on stdout.
 *
 * Outcomes: a subtest that fails fails its test; an exception in the test itself is `failed`, in `setUp` or
 * `tearDown` `error`; an unexpected success is `failed`. A failing `setUpClass` or `setUpModule` and a module
 * that cannot be imported are collection errors, named by their dotted name; after a failing `tearDownClass` the
 * class's last test is an `error`. `completed` is `false` without the closing `OK` or `FAILED`.
 */
export function unittestParser(): TestOutputParser {
  return {
    specificationVersion: 'v1',
    name: 'unittest',
    instrument: addVerbose,
    parse({ stdout, stderr, timedOut }) {
      const texts = [stderr, stdout].map(plainText);
      const text = texts.find(hasClosing) ?? texts.find(hasTests) ?? '';
      const run = readUnittestLog(text);
      return timedOut ? { ...run, completed: false } : run;
    },
  };
}

function addVerbose({ testCommand }: TestRunContext): TestInstrumentation {
  return {
    testCommand: testCommand.replace(unittestCommand, '$& -v'),
    env: {},
    files: [],
  };
}

function hasClosing(text: string): boolean {
  return /^Ran \d+ tests? in /m.test(text);
}

function hasTests(text: string): boolean {
  return / \.\.\. |^={70}$/m.test(text);
}
