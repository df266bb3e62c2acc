import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

import { DataFormatError } from '../../errors/data-format-error.ts';

/** Entries of a folder in the order of their names; none when there is no such folder. */
export async function listFolder(folder: string): Promise<Dirent[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new DataFormatError({
      file: folder,
      reason: `the folder cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  }
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}
