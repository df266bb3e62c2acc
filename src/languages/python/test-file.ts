const testDirectory = /^(?:tests?|testing|unit_?tests?|integration_?tests?|e2e)$/i;
const testFile = /^(?:test_.*|.*_tests?|tests?|conftest)\.py$/i;

/**
 * Whether a Python file belongs to the tests: by its name (`test_*.py`, `*_test.py`, `tests.py`,
 * `conftest.py`) or because it lies below a directory such as `tests` or `testing`.
 *
 * @source Paper, section B.1, which leaves out testing-related directories; the names are pytest's.
 */
export function isPythonTestFile(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return testFile.test(name) || parts.some((part) => testDirectory.test(part));
}
