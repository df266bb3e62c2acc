import { PatchFormatError } from '../../errors/patch-error.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { findPathProblem } from '../../patches/repository-path.ts';
import type { PatchChanges } from '../../validation/read-changes.ts';

/** What a work tree holds other than the tree of git named `before`, read through git's objects. */
export async function readWorkTreeChanges(
  before: string,
  git: (parameters: readonly string[]) => Promise<Uint8Array>,
): Promise<PatchChanges> {
  await git(['add', '--all', '--force']);
  const list = await git(['diff', '--cached', '--raw', '--no-abbrev', '--no-renames', '-z', before]);
  const fields = decodePatch(list).split('\0');
  const changes = new Map<string, string | null>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , blob = ''] = (fields[index] ?? '').split(' ');
    const path = fields[index + 1] ?? '';
    const isRemoved = mode === '000000';
    const problem =
      findPathProblem(path) ?? (isRemoved || mode.startsWith('100') ? null : 'it makes no regular file');
    if (problem !== null) throw new PatchFormatError({ line: 1, reason: `${path}: ${problem}` });
    changes.set(path, isRemoved ? null : decodePatch(await git(['cat-file', 'blob', blob])));
  }
  return changes;
}
