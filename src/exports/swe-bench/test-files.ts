import { createPatch } from '../../patches/create-patch.ts';
import { formatPatch } from '../../patches/format-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import type { Repository } from '../../repository/repository.ts';

/** Files that hold tests, by what becomes of them. */
export type TestFiles = {
  /** Files of the tests that fail with the bug, sorted; the agent does not get them. */
  readonly hidden: readonly string[];
  /** The other files of tests, sorted; the agent's changes to them are undone. */
  readonly restored: readonly string[];
};

/** The regular files among those tests are in, but not those the bug itself changes. */
export function findTestFiles(
  instance: { readonly FAIL_TO_PASS: readonly string[]; readonly PASS_TO_PASS: readonly string[] },
  { files }: Repository,
  changedPaths: ReadonlySet<string>,
): TestFiles {
  const usable = new Set(files.filter(({ mode }) => mode !== '120000').map(({ path }) => path));
  const filesOf = (tests: readonly string[]): string[] =>
    [...new Set(tests.map((test) => test.split('::', 1)[0] ?? ''))]
      .filter((path) => usable.has(path) && !changedPaths.has(path))
      .sort();
  const hidden = filesOf(instance.FAIL_TO_PASS);
  return { hidden, restored: filesOf(instance.PASS_TO_PASS).filter((path) => !hidden.includes(path)) };
}

/** The patch that adds files as the repository has them. */
export async function createAddingPatch(repository: Repository, paths: readonly string[]): Promise<string> {
  let patch = '';
  for await (const { path, mode, content } of repository.readFiles(paths)) {
    const text = createPatch([{ path, before: null, after: decodePatch(content) }]);
    patch +=
      mode === '100755'
        ? formatPatch(parsePatch(text).map((filePatch) => ({ ...filePatch, mode: '100755' })))
        : text;
  }
  return patch;
}
