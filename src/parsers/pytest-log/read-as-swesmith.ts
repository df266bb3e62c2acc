import type { TestStatus } from '../test-output-parser.ts';

/** Python's `\s` differs from JavaScript's in the separators of ASCII and Latin-1 and in U+FEFF. */
const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const resultLine = new RegExp(`^([^${space}]+)[${space}]+(FAILED|PASSED|SKIPPED|ERROR|XFAIL)`);
const statuses: Readonly<Record<string, TestStatus>> = {
  FAILED: 'failed',
  PASSED: 'passed',
  SKIPPED: 'skipped',
  ERROR: 'error',
  XFAIL: 'xfailed',
};

/**
 * Reads a log as SWE-smith's default parser does: a name without spaces, then a status; the last one counts.
 *
 * @source SWE-smith cf2e649 `harness/log_parsers.py#parse_log_pytest`.
 */
export function readAsSwesmith(text: string): Map<string, TestStatus> {
  const tests = new Map<string, TestStatus>();
  for (const line of text.split('\n')) {
    const [, id, word] = resultLine.exec(line) ?? [];
    const status = statuses[word ?? ''];
    if (id !== undefined && status !== undefined) tests.set(id, status);
  }
  return tests;
}
