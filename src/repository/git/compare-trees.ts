import { isUtf8 } from 'node:buffer';
import { readGit } from './run-git.ts';

/** A file that differs between two commits. */
export type TreeChange = {
  /** Mode as git writes it, `000000` where there is no file. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
  /** Equal unless the file was renamed. */
  readonly oldPath: string;
  readonly newPath: string;
  /** Whether both paths are UTF-8; others are given with replacement characters. */
  readonly isReadable: boolean;
};

/**
 * Lists the files that differ between two commits, with git's own detection of renames.
 *
 * @throws {RepositoryError} when a part of a commit is missing.
 */
export async function compareTrees(directory: string, before: string, after: string): Promise<TreeChange[]> {
  const output = await readGit(directory, 'compare commits', [
    'diff-tree',
    ...['-r', '-z', '--raw', '--no-abbrev', '--find-renames', '--no-ext-diff', before, after, '--'],
  ]);
  const fields = splitFields(output);
  const changes: TreeChange[] = [];
  for (let index = 0; index < fields.length;) {
    const facts = /^:(\d{6}) (\d{6}) (\S+) (\S+) ([A-Z])/u.exec(
      Buffer.from(fields[index] ?? []).toString('latin1'),
    );
    if (facts === null) break;
    const [, oldMode = '', newMode = '', oldId = '', newId = '', status = ''] = facts;
    const oldName = fields[index + 1] ?? new Uint8Array();
    const isMoved = status === 'R' || status === 'C';
    const newName = isMoved ? (fields[index + 2] ?? oldName) : oldName;
    changes.push({
      ...{ oldMode, newMode, oldId, newId },
      oldPath: Buffer.from(oldName).toString(),
      newPath: Buffer.from(newName).toString(),
      isReadable: isUtf8(oldName) && isUtf8(newName),
    });
    index += isMoved ? 3 : 2;
  }
  return changes;
}

function splitFields(output: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(0, start);
    const field = output.subarray(start, end === -1 ? output.length : end);
    fields.push(field);
    start += field.length + 1;
  }
  return fields;
}
