import { shiftLine } from './indentation.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import type { Place } from './place-lines.ts';
import type { LineRange } from './merge-frame.ts';
import type { SourceText } from './source-text.ts';

/** Lines `start` to `end` of today's text become others; 0-based and half-open. */
export type LineEdit = LineRange & { readonly lines: readonly string[] };

/** Lines of the text a range of logical lines takes, and the blank ones before and after. */
type Extent = LineRange & { readonly blanksBefore: number; readonly blanksAfter: number };

/** Puts the lines of before in the place of those a pull request left, with the blank lines of before. */
export function writeLines(
  change: Change,
  sides: PullRequestSides,
  place: Place,
  today: SourceText,
): LineEdit {
  const was = measure(sides.before, { start: change.newStart, end: change.newEnd });
  const left = measure(sides.after, { start: change.oldStart, end: change.oldEnd });
  const is = measure(today, place);
  const body = sides.before.lines
    .slice(was.start, was.end)
    .map((line) => shiftLine(line.replace(/\r?\n$/u, ''), place.shift) + today.newline);
  const [blanksBefore, blanksAfter] = countBlanks({ was, left, is });
  const keepsBefore = body.length > 0 && blanksBefore === is.blanksBefore;
  const keepsAfter = body.length > 0 && blanksAfter === is.blanksAfter;
  const blanks = (count: number): string[] => Array.from({ length: count }, () => today.newline);
  return {
    start: keepsBefore ? is.start : is.start - is.blanksBefore,
    end: keepsAfter ? is.end : is.end + is.blanksAfter,
    lines: [
      ...(keepsBefore ? [] : blanks(blanksBefore)),
      ...body,
      ...(keepsAfter ? [] : blanks(blanksAfter)),
    ],
  };
}

function measure({ logical, lines }: SourceText, { start, end }: LineRange): Extent {
  const previousEnd = logical[start - 1]?.end ?? 0;
  const nextStart = logical[end]?.start ?? lines.length;
  const isEmpty = start === end;
  const first = isEmpty ? previousEnd : (logical[start]?.start ?? previousEnd);
  const last = isEmpty ? previousEnd : (logical[end - 1]?.end ?? first);
  return { start: first, end: last, blanksBefore: first - previousEnd, blanksAfter: nextStart - last };
}

function countBlanks({ was, left, is }: Readonly<Record<'was' | 'left' | 'is', Extent>>): [number, number] {
  const isAsLeft = is.blanksBefore === left.blanksBefore && is.blanksAfter === left.blanksAfter;
  if (isAsLeft || is.start === is.end) return [was.blanksBefore, was.blanksAfter];
  if (was.start === was.end) return [0, Math.max(is.blanksBefore, is.blanksAfter)];
  return [
    Math.max(0, is.blanksBefore + was.blanksBefore - left.blanksBefore),
    Math.max(0, is.blanksAfter + was.blanksAfter - left.blanksAfter),
  ];
}
