import type { RepositoryFile } from '../repository/repository.ts';

/**
 * The files of a repository that hold tests, sorted: of pytest's ids what stands before `::`, of unittest's dotted
 * ones the longest beginning that is the path of a file.
 */
export function findTestFiles(tests: readonly string[], files: readonly RepositoryFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const found = tests.flatMap((test) => findFile(test, paths) ?? []);
  return [...new Set(found)].sort();
}

function findFile(test: string, paths: ReadonlySet<string>): string | undefined {
  const [file = ''] = test.split('::', 1);
  if (paths.has(file) || test.includes('::')) return paths.has(file) ? file : undefined;
  const parts = test.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const path = `${parts.slice(0, length).join('/')}.py`;
    // A test directory may be one that modules are imported from.
    const match = paths.has(path) ? path : [...paths].find((one) => one.endsWith(`/${path}`));
    if (match !== undefined) return match;
  }
  return undefined;
}
