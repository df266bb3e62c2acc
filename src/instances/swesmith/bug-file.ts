import { join } from 'node:path';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { parseJson } from '../../json/json-data.ts';
import { readFileIfPresent, readWholeFile } from '../read-chunks.ts';
import { listFolder } from './list-folder.ts';

/** The patch of a candidate in SWE-smith's layout. */
export type BugFile = {
  /** Folder that holds it. */
  readonly folder: string;
  /** Name of the entity's folder, for candidates that have one. */
  readonly entityName: string | undefined;
  /** Part of the file's name that ids end in too, such as `func_pm_op_swap__x1y2z3a4`. */
  readonly bugName: string;
};

/** Folders lie in each other at most this deep: the file's, the entity's. */
const maximumDepth = 2;

export function patchPath({ folder, bugName }: Pick<BugFile, 'folder' | 'bugName'>): string {
  return join(folder, `bug__${bugName}.diff`);
}

export function metadataPath({ folder, bugName }: Pick<BugFile, 'folder' | 'bugName'>): string {
  return join(folder, `metadata__${bugName}.json`);
}

/** Finds the candidates below a mirror's folder: those of a folder before those of its folders, by name. */
export async function* findBugFiles(folder: string, names: readonly string[] = []): AsyncIterable<BugFile> {
  const entries = await listFolder(folder);
  for (const entry of entries) {
    const bugName = entry.isFile() ? /^bug__(.+)\.diff$/s.exec(entry.name)?.[1] : undefined;
    const entityName = names[0] === 'pr_mirror' ? undefined : names[1];
    if (bugName !== undefined) yield { folder, entityName, bugName };
  }
  if (names.length === maximumDepth) return;
  for (const entry of entries) {
    if (entry.isDirectory()) yield* findBugFiles(join(folder, entry.name), [...names, entry.name]);
  }
}

/** Reads a patch file; bytes that are not UTF-8 are kept. */
export async function readPatchFile(path: string): Promise<string> {
  return decodePatch(await readWholeFile(path));
}

/** Reads a candidate's metadata; empty when it has none. */
export async function readBugMetadata(bug: BugFile): Promise<Readonly<Record<string, unknown>>> {
  const file = metadataPath(bug);
  const bytes = await readFileIfPresent(file);
  if (bytes === undefined) return {};
  const value = parseJson(bytes, { file });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DataFormatError({ file, reason: 'a JSON object is expected' });
  }
  return value as Readonly<Record<string, unknown>>;
}
