import { posix } from 'node:path';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { type ListedFile, runChecked } from './list-files.ts';

/** Directories of caches, and endings of files that hold what another file held. */
const cacheDirectory = /(?:^|\/)(?:__pycache__|\.(?:pytest|mypy|ruff)_cache|\.hypothesis|\.tox|\.nox)\//;
const leftover = /(?:\.(?:py[co]|orig|rej|bak|sw[nop])|~)$/;

/** Whether a file that is not the repository's own is a cache or a copy an editor or a patch left. */
function isLeftover(path: string): boolean {
  return cacheDirectory.test(path) || leftover.test(path);
}

/** Removes caches and backups, but nothing of the repository's own; gives what was removed, sorted. */
export async function clearCaches(
  sandbox: Sandbox,
  listed: readonly ListedFile[],
  options: { readonly ownPaths: ReadonlySet<string>; readonly abortSignal: AbortSignal | undefined },
): Promise<string[]> {
  const { ownPaths, abortSignal } = options;
  const removed = listed.map(({ path }) => path).filter((path) => !ownPaths.has(path) && isLeftover(path));
  if (removed.length === 0) return [];
  const listPath = posix.join(sandbox.temporaryDirectory, 'bugsmith-removed');
  await sandbox.writeFile(listPath, removed.map((path) => `./${path}\0`).join(''));
  try {
    const operation = 'remove caches';
    const parameters = [listPath];
    await runChecked(sandbox, 'xargs -0 rm -f -- < "$1"', { operation, parameters, abortSignal });
  } finally {
    await sandbox.removeFile(listPath);
  }
  return removed.sort();
}
