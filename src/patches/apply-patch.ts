import { PatchDoesNotApplyError } from '../errors/patch-error.ts';
import type { FilePatch, Hunk } from './file-patch.ts';
import { splitLines } from './lines.ts';

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
    lines: lines.map(({ kind, text }) => ({ kind: swapped[kind], text })),
  };
}

function applyFilePatch(
  { oldPath, newPath, hunks }: FilePatch,
  path: string,
  text: string | null,
): string | null {
  const fail = (line: number, reason: string): never => {
    throw new PatchDoesNotApplyError({ path, line, reason });
  };
  if (oldPath === null && text !== null) fail(1, 'the file to be made is already there');
  if (oldPath !== null && text === null) fail(1, 'the file is not there');
  const lines = splitLines(text ?? '');
  const result: string[] = [];
  let consumed = 0;
  for (const hunk of hunks) {
    const start = hunk.oldLength === 0 ? hunk.oldStart : hunk.oldStart - 1;
    if (start < consumed || start > lines.length)
      fail(hunk.oldStart, 'the hunk lies outside the file or out of order');
    for (const line of lines.slice(consumed, start)) result.push(line);
    consumed = start;
    for (const { kind, text: expected } of hunk.lines) {
      if (kind !== 'added') {
        const found = lines[consumed];
        if (found !== expected) {
          fail(
            consumed + 1,
            `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found ?? 'the end of the file')}`,
          );
        }
        consumed += 1;
      }
      if (kind !== 'removed') {
        if (result.at(-1)?.endsWith('\n') === false)
          fail(consumed + 1, 'a line follows the last one of the file');
        result.push(expected);
      }
    }
  }
  const rest = lines.slice(consumed);
  if (rest.length > 0 && result.at(-1)?.endsWith('\n') === false)
    fail(consumed + 1, 'a line follows the last one of the file');
  // Not `push(...rest)`: a file may have more lines than a call takes arguments.
  const after = result.concat(rest).join('');
  if (newPath !== null) return after;
  return after === '' ? null : fail(1, 'the file to be removed has other lines');
}
