import { PatchDoesNotApplyError } from '../errors/patch-error.ts';
import type { LineReplacement } from './diff-lines.ts';
import type { FilePatch } from './file-patch.ts';

/** Longer lines are cut in messages. */
const longestQuoted = 200;

/** A run of changed lines, with the lines of its hunk, context included: 0-based, half-open. */
export type LocatedEdit = LineReplacement & { readonly hunkStart: number; readonly hunkEnd: number };

/**
 * The lines a patch replaces in a file, in order; every context and removed line must match where it says.
 *
 * @throws {PatchDoesNotApplyError} when a line does not match, or a line would follow one without a terminator.
 */
export function locateEdits({ hunks }: FilePatch, lines: readonly string[], path: string): LocatedEdit[] {
  const fail = (line: number, reason: string): never => {
    throw new PatchDoesNotApplyError({ path, line, reason });
  };
  const edits: LocatedEdit[] = [];
  let consumed = 0;
  for (const hunk of hunks) {
    const hunkStart = hunk.oldLength === 0 ? hunk.oldStart : hunk.oldStart - 1;
    if (hunkStart < consumed || hunkStart > lines.length)
      fail(hunk.oldStart, 'the hunk lies outside the file or out of order');
    const hunkEnd = hunkStart + hunk.oldLength;
    consumed = hunkStart;
    let start = consumed;
    let replacement: string[] = [];
    const close = (): void => {
      if (consumed > start || replacement.length > 0)
        edits.push({ start, end: consumed, replacement, hunkStart, hunkEnd });
      replacement = [];
    };
    for (const { kind, text } of hunk.lines) {
      if (kind === 'added') {
        replacement.push(text);
        continue;
      }
      const found = lines[consumed];
      if (found !== text) {
        fail(consumed + 1, `expected ${quote(text)}, found ${quote(found ?? 'the end of the file')}`);
      }
      if (kind === 'context') close();
      consumed += 1;
      if (kind === 'context') start = consumed;
    }
    close();
  }
  const unterminated = findLineAfterEnd(edits, lines);
  if (unterminated !== null) fail(unterminated + 1, 'a line follows the last one of the file');
  return edits;
}

/** Lines `start` to `end` of a file with replacements made in them; these are in order and do not overlap. */
export function replaceLines(
  lines: readonly string[],
  edits: readonly LineReplacement[],
  { start = 0, end = lines.length }: { readonly start?: number; readonly end?: number } = {},
): string[] {
  const pieces: (readonly string[])[] = [];
  let consumed = start;
  for (const edit of edits) {
    pieces.push(lines.slice(consumed, edit.start), edit.replacement);
    consumed = edit.end;
  }
  return pieces.concat([lines.slice(consumed, end)]).flat();
}

function quote(line: string): string {
  return JSON.stringify(line.length > longestQuoted ? `${line.slice(0, longestQuoted)}…` : line);
}

/** Where a line would come to stand behind one that ends its file, having no terminator. */
function findLineAfterEnd(edits: readonly LineReplacement[], lines: readonly string[]): number | null {
  let consumed = 0;
  let isEnded = false;
  for (const { start, end, replacement } of edits) {
    if (start > consumed) {
      if (isEnded) return consumed;
      isEnded = lines[start - 1]?.endsWith('\n') === false;
    }
    for (const text of replacement) {
      if (isEnded) return start;
      isEnded = !text.endsWith('\n');
    }
    consumed = end;
  }
  return isEnded && consumed < lines.length ? consumed : null;
}
