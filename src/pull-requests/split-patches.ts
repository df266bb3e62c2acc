import { createPatch } from '../patches/create-patch.ts';
import type { PullRequestFile } from './pull-request.ts';

/** The changes of a pull request as two unified diffs; a renamed file is removed and made. */
export function splitPatches(files: readonly PullRequestFile[]): { codePatch: string; testPatch: string } {
  const write = (isTest: boolean): string =>
    createPatch(
      files
        .filter((file) => file.isTest === isTest && file.problem === undefined)
        .flatMap(({ path, previousPath, before, after }) =>
          previousPath === undefined
            ? [{ path, before, after }]
            : [
                { path: previousPath, before, after: null },
                { path, before: null, after },
              ],
        ),
    );
  return { codePatch: write(false), testPatch: write(true) };
}
