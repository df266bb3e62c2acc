import { isUtf8 } from 'node:buffer';
import type { RepositoryFile } from '../repository.ts';
import { readGit } from './run-git.ts';

/** A file of a commit with the id under which git keeps its content. */
export type TreeFile = RepositoryFile & { readonly objectId: string };

/**
 * Lists the files of a commit; submodules are left out, and so are files whose names are not UTF-8.
 *
 * @throws {RepositoryError} when a part of the commit is missing.
 */
export async function listTree(directory: string, commit: string): Promise<TreeFile[]> {
  const output = await readGit(directory, 'list the files', ['ls-tree', '-r', '-z', '--full-tree', commit]);
  const files: TreeFile[] = [];
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(0, start);
    const entry = output.subarray(start, end === -1 ? output.length : end);
    start += entry.length + 1;
    const tab = entry.indexOf(0x09);
    const [mode, , objectId] = Buffer.from(entry.subarray(0, tab)).toString('latin1').split(' ');
    const name = entry.subarray(tab + 1);
    if (!isUtf8(name) || objectId === undefined || !isFileMode(mode)) continue;
    files.push({ path: Buffer.from(name).toString(), mode, objectId });
  }
  return files;
}

function isFileMode(mode: string | undefined): mode is RepositoryFile['mode'] {
  return mode === '100644' || mode === '100755' || mode === '120000';
}
