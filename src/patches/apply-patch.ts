import { PatchDoesNotApplyError } from '../errors/patch-error.ts';
import type { FilePatch, Hunk, HunkLine } from './file-patch.ts';
import { splitLines } from './lines.ts';
import { locateEdits, replaceLines } from './locate-edits.ts';

/** Texts of files by path; `null` where a file does not exist. */
export type FileTexts = ReadonlyMap<string, string | null>;

/** The paths a patch changes, in its order. */
export function patchedPaths(patches: readonly FilePatch[]): string[] {
  return patches.map(({ oldPath, newPath }) => oldPath ?? newPath ?? '');
}

/**
 * Applies changes exactly where they say: every context and removed line must match, without any search.
 *
 * `files` holds at least the files the patch names, as {@link decodePatch} gives them. Returns the new text
 * of each changed file, `null` for one that was removed.
 *
 * @throws {PatchDoesNotApplyError} when a line does not match, a file is missing, or one to be made exists.
 */
export function applyPatch(patches: readonly FilePatch[], files: FileTexts): Map<string, string | null> {
  return new Map(
    patches.map((patch) => {
      const path = patch.oldPath ?? patch.newPath ?? '';
      return [path, applyFilePatch(patch, path, files.get(path) ?? null)];
    }),
  );
}

/** The patch that undoes this one. */
export function reversePatch(patches: readonly FilePatch[]): FilePatch[] {
  return patches.map(({ oldPath, newPath, mode, hunks }) => ({
    oldPath: newPath,
    newPath: oldPath,
    mode,
    hunks: hunks.map(reverseHunk),
  }));
}

function reverseHunk({ oldStart, oldLength, newStart, newLength, lines }: Hunk): Hunk {
  const swapped = { added: 'removed', removed: 'added', context: 'context' } as const;
  return {
    oldStart: newStart,
    oldLength: newLength,
    newStart: oldStart,
    newLength: oldLength,
    lines: orderLines(lines.map(({ kind, text }) => ({ kind: swapped[kind], text }))),
  };
}

/** Puts the removed lines of each change before the added ones, as `diff` does. */
function orderLines(lines: readonly HunkLine[]): HunkLine[] {
  const ordered: HunkLine[] = [];
  let added: HunkLine[] = [];
  for (const line of lines) {
    if (line.kind === 'added') {
      added.push(line);
      continue;
    }
    if (line.kind === 'context') {
      ordered.push(...added);
      added = [];
    }
    ordered.push(line);
  }
  return [...ordered, ...added];
}

function applyFilePatch(patch: FilePatch, path: string, text: string | null): string | null {
  const fail = (reason: string): never => {
    throw new PatchDoesNotApplyError({ path, line: 1, reason });
  };
  if (patch.oldPath === null && text !== null) fail('the file to be made is already there');
  if (patch.oldPath !== null && text === null) fail('the file is not there');
  const lines = splitLines(text ?? '');
  const after = replaceLines(lines, locateEdits(patch, lines, path)).join('');
  if (patch.newPath !== null) return after;
  return after === '' ? null : fail('the file to be removed has other lines');
}
