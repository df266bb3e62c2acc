import { diffLines } from './diff-lines.ts';
import type { FilePatch } from './file-patch.ts';
import { formatPatch } from './format-patch.ts';
import { splitLines } from './lines.ts';

/** One file before and after; `null` where it does not exist. */
export type FileChange = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
};

/**
 * Writes a unified diff, with three lines of context, in the form `git diff` prints and `git apply` takes.
 *
 * Texts are as {@link decodePatch} gives them. Files that do not change are left out; no change at all gives
 * an empty text.
 */
export function createPatch(changes: readonly FileChange[]): string {
  return formatPatch(changes.map(createFilePatch));
}

function createFilePatch({ path, before, after }: FileChange): FilePatch {
  const lines = splitLines(before ?? '');
  return {
    oldPath: before === null ? null : path,
    newPath: after === null ? null : path,
    hunks: diffLines(lines, { start: 0, end: lines.length, replacement: splitLines(after ?? '') }),
  };
}
