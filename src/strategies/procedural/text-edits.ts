import type { TextEdit } from './modification.ts';

/** The source from `start` to `end` with edits made that are ordered and do not overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[], start: number, end: number): string {
  let text = '';
  let copiedTo = start;
  for (const edit of edits) {
    text += source.slice(copiedTo, edit.start) + edit.text;
    copiedTo = edit.end;
  }
  return text + source.slice(copiedTo, end);
}
