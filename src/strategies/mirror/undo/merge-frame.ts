import { alignSequences } from '../../../patches/align-sequences.ts';
import { findScope } from './scopes.ts';
import type { SourceText } from './source-text.ts';

/** A range of logical lines, 0-based and half-open. */
export type LineRange = { readonly start: number; readonly end: number };

/** A part of the text after a pull request and the part of today's text it became. */
export type MergeFrame = {
  readonly today: SourceText;
  readonly afterRange: LineRange;
  readonly todayRange: LineRange;
  /** Whether both are the whole file. */
  readonly isWholeFile: boolean;
  /** Line of today's text for a line of the text after the pull request; -1 when there is none. */
  counterpart(line: number): number;
};

/** Aligns a part of one text with a part of another; the lines just outside count as counterparts. */
export function createFrame(
  after: SourceText,
  today: SourceText,
  afterRange: LineRange = { start: 0, end: after.logical.length },
  todayRange: LineRange = { start: 0, end: today.logical.length },
): MergeFrame {
  const keys = (text: SourceText, { start, end }: LineRange): string[] =>
    text.logical.slice(start, end).map(({ key }) => key);
  const aligned = alignSequences(keys(after, afterRange), keys(today, todayRange));
  return {
    today,
    afterRange,
    todayRange,
    isWholeFile:
      afterRange.end - afterRange.start === after.logical.length &&
      todayRange.end - todayRange.start === today.logical.length,
    counterpart(line) {
      if (line === afterRange.start - 1) return todayRange.start - 1;
      if (line === afterRange.end) return todayRange.end;
      const offset = aligned[line - afterRange.start] ?? -1;
      return offset === -1 ? -1 : todayRange.start + offset;
    },
  };
}

/** Whether lines of today lie in the function of the name it had; within a part of a file that is certain. */
export function isSameScope(
  lines: LineRange,
  after: SourceText,
  place: LineRange,
  { isWholeFile, today }: MergeFrame,
): boolean {
  if (!isWholeFile || !after.isValid) return true;
  const scope = findScope(after.scopes, lines.start, lines.end)?.qualifiedName;
  return findScope(today.scopes, place.start, place.end)?.qualifiedName === scope;
}
