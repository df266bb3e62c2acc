import { findLanguage } from '../languages/find-language.ts';

const testDirectory = /^(?:tests?|testing|unit_?tests?|integration_?tests?|e2e)$/iu;

/**
 * Whether a changed file belongs to the tests: as its language says or, for any other file, because it lies
 * below a directory such as `tests`.
 *
 * @source SWE-bench takes every path that holds `test` anywhere, `latest.py` too.
 */
export function isTestPath(path: string): boolean {
  return (
    findLanguage(path)?.isTestFile(path) ??
    path
      .split('/')
      .slice(0, -1)
      .some((part) => testDirectory.test(part))
  );
}
