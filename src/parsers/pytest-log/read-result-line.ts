import type { TestStatus } from '../test-output-parser.ts';

/** `rerun` says that the test runs again. */
export type ResultLine = { readonly id: string; readonly status: TestStatus | 'rerun' };

const statuses: Readonly<Record<string, ResultLine['status']>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  ERROR: 'error',
  SKIPPED: 'skipped',
  XFAIL: 'xfailed',
  XPASS: 'xpassed',
  RERUN: 'rerun',
};
const words = Object.keys(statuses).join('|');
const workerForm = new RegExp(`^\\[gw\\d+\\] (?:\\[[ \\d%/]*\\] )?(${words}) (.*)$`);
const statusAtEnd = new RegExp(`^(.*) (${words})$`);
const summaryLine = new RegExp(`^(?:${words}) `);
const progress = /^(?:\[ *\d+(?:%|\/\d+)\]| \d[\d.]*[a-z]{1,2})$/;
const statusWithReason = new RegExp(` (${words}) \\(`);

/**
 * Reads a line of `pytest -v`: `<id> PASSED [ 10%]`, `<id> SKIPPED (reason) [ 10%]`, or as pytest-xdist writes
 * it, `[gw0] [ 10%] PASSED <id>`. Ids may contain spaces; those of tests always contain `::`.
 */
export function readResultLine(line: string): ResultLine | undefined {
  const [, workerWord, workerId] = workerForm.exec(line) ?? [];
  if (workerWord !== undefined && workerId !== undefined) return resultLine(workerId, workerWord);
  const text = withoutProgress(line);
  const [, id, word] = statusAtEnd.exec(text) ?? [];
  if (id !== undefined && word !== undefined) return resultLine(id, word);
  const reason = statusWithReason.exec(text);
  return reason?.[1] === undefined ? undefined : resultLine(text.slice(0, reason.index), reason[1]);
}

function resultLine(idText: string, word: string): ResultLine | undefined {
  const id = withoutOrigin(idText.trimEnd());
  const status = statuses[word];
  const isSummary = summaryLine.test(id);
  return status === undefined || isSummary || !id.includes('::') ? undefined : { id, status };
}

/** Lines end in `[ 10%]`, `[ 1/10]` or, in the style `times`, in `1.5ms`. */
function withoutProgress(line: string): string {
  const text = line.trimEnd();
  const start = text.lastIndexOf(text.endsWith(']') ? '[' : ' ');
  return start > 0 && progress.test(text.slice(start)) ? text.slice(0, start).trimEnd() : text;
}

/** Inherited tests are followed by the file that defines them: `a.py::T::test <- base.py`. */
function withoutOrigin(id: string): string {
  const arrow = id.lastIndexOf(' <- ');
  return arrow > 0 && id.endsWith('.py') ? id.slice(0, arrow) : id;
}
