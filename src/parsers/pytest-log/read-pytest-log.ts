import { mergeStatus } from '../merge-status.ts';
import type { TestRun, TestStatus } from '../test-output-parser.ts';
import { readResultLine } from './read-result-line.ts';

const collectionError = /^_+ ERROR collecting (.+?) _+$/;
const summarisedError = /^ERROR (.+)$/;
const heading = /^=+ (?:test session starts|short test summary info) =+$/;
const stopped = /^(?:!{3,} |INTERNALERROR>)/;
const stoppedByCollection = /^!+ Interrupted: \d+ errors? during collection !+$/;
const closing = /^(?:=+ )?(?:no tests ran|\d+ [a-z]+(?:, \d+ [a-z ]+)*) in \d[\d.]*s/;

/** Reads the lines of plain `pytest -v` output. */
export function readPytestLog(text: string): TestRun {
  const tests = new Map<string, TestStatus>();
  const collectionErrors = new Set<string>();
  let closed = false;
  let interrupted = false;
  for (const line of text.split('\n')) {
    const result = readResultLine(line);
    const uncollected = collectionErrorOf(line);
    const subtest = failedSubtestOf(line);
    if (result?.status === 'rerun') tests.delete(result.id);
    else if (result !== undefined) tests.set(result.id, mergeStatus(tests.get(result.id), result.status));
    else if (uncollected !== undefined) collectionErrors.add(uncollected);
    else if (subtest !== undefined && tests.has(subtest))
      tests.set(subtest, mergeStatus(tests.get(subtest), 'failed'));
    else if (heading.test(line)) closed = interrupted = false;
    else if (stopped.test(line)) interrupted ||= !stoppedByCollection.test(line);
    else if (closing.test(line)) closed = true;
  }
  return { tests, collectionErrors: [...collectionErrors], completed: closed && !interrupted };
}

function collectionErrorOf(line: string): string | undefined {
  const [, fromHeading] = collectionError.exec(line) ?? [];
  if (fromHeading !== undefined) return fromHeading;
  const [, summarised] = summarisedError.exec(line) ?? [];
  const id = summarised === undefined ? undefined : withoutMessage(summarised);
  // With `::` it is a test whose set-up or tear-down failed, and pytest does not log anything else so.
  return id === undefined || id.includes('::') || !/\.\w+$/.test(id) ? undefined : id;
}

/** The plug-in pytest-subtests lets a test with failed subtests pass, and lists them only at the end. */
function failedSubtestOf(line: string): string | undefined {
  const word = 'SUBFAIL ';
  const start = line.indexOf(word);
  return start < 0 ? undefined : withoutMessage(line.slice(start + word.length));
}

function withoutMessage(summarised: string): string {
  return (summarised.split(' - ', 1)[0] ?? '').trimEnd();
}
