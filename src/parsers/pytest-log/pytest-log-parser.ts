import { plainText } from '../terminal-text.ts';
import { sliceAsSwesmith, sliceBetweenMarkers } from '../test-output-markers.ts';
import type { TestOutputParser, TestRun, TestRunOutput } from '../test-output-parser.ts';
import { readAsSwesmith } from './read-as-swesmith.ts';
import { readPytestLog } from './read-pytest-log.ts';

/** Options for {@link pytestLogParser}. */
export type PytestLogParserOptions = {
  /**
   * Gives each log the very reading of this harness, with its limits: `swesmith` knows no ids with spaces, no
   * `XPASS`, no lines of pytest-xdist, and keeps the last status of a test. @default undefined
   */
  readonly exactlyAs?: 'swesmith' | undefined;
};

/**
 * Reads the text of `pytest -v`, for logs that exist already; use `pytestParser` for runs of your own.
 *
 * Reads `stdout` followed by `stderr`; a log kept in one file goes into `stdout`. Where the text holds the
 * markers of SWE-bench and SWE-smith for the start and the end of the test output, only what lies between them
 * counts. Nothing is added to the run, so the test command needs `-v`, and no `-s`: with it, what a test prints
 * runs into its line.
 *
 * Outcomes: ids with spaces are read whole, but one with a line break cannot be; a test with two statuses has
 * the worse one; `completed` is `false` without pytest's closing line, or when it says it was stopped.
 *
 * @source SWE-smith cf2e649 `harness/grading.py#read_test_output`, `harness/log_parsers.py#parse_log_pytest`.
 *   Differs unless `exactlyAs` is `'swesmith'`: ids with spaces, `XPASS`, pytest-xdist and colours are read.
 */
export function pytestLogParser({ exactlyAs }: PytestLogParserOptions = {}): TestOutputParser {
  return {
    specificationVersion: 'v1',
    name: 'pytest-log',
    parse(output) {
      const run = exactlyAs === 'swesmith' ? parseAsSwesmith(output) : parse(output);
      return output.timedOut ? { ...run, completed: false } : run;
    },
  };
}

function parse(output: TestRunOutput): TestRun {
  return readPytestLog(plainText(sliceBetweenMarkers(wholeText(output))));
}

function parseAsSwesmith(output: TestRunOutput): TestRun {
  const text = sliceAsSwesmith(wholeText(output));
  if (text === undefined) return { tests: new Map(), collectionErrors: [], completed: false };
  return { ...readPytestLog(plainText(text)), tests: readAsSwesmith(text) };
}

function wholeText({ stdout, stderr }: TestRunOutput): string {
  return stderr === '' ? stdout : `${stdout}\n${stderr}`;
}
