import { type Shift, shiftIndentation } from './indentation.ts';
import { isSameScope, type LineRange, type MergeFrame } from './merge-frame.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import { findScope } from './scopes.ts';
import type { LogicalLine, SourceText } from './source-text.ts';

/** Where a change is found in today's text. */
export type Place = LineRange & { readonly shift: Shift };

/** Fewer characters than these are found in too many places to tell them apart by themselves. */
const distinctLength = 12;
/** As many lines at least tell that a piece of code is back. */
const distinctLines = 2;

/**
 * Finds the lines a pull request left, unchanged but for their layout, in today's text; for lines it took
 * away, the place between the two lines around it. `'gone'` when today's text already has the lines of
 * before, `null` when the lines are not there or could be meant in several places.
 */
export function placeLines(
  change: Change,
  sides: PullRequestSides,
  frame: MergeFrame,
): Place | 'gone' | null {
  const isGap = change.oldStart === change.oldEnd;
  if (isGap && isElsewhere(change, sides, frame.today)) return null;
  const exact = isGap ? placeGap(change, sides, frame, true) : placeRange(change, sides, frame);
  if (exact !== null) return exact;
  if (isGone(change, sides, frame)) return 'gone';
  return isGap ? placeGap(change, sides, frame, false) : null;
}

function placeRange(change: Change, { after }: PullRequestSides, frame: MergeFrame): Place | null {
  const { today, todayRange } = frame;
  const lines = after.logical.slice(change.oldStart, change.oldEnd);
  const changed = { start: change.oldStart, end: change.oldEnd };
  const places: Place[] = [];
  for (let start = todayRange.start; start + lines.length <= todayRange.end; start += 1) {
    const place = toPlace(lines, today, start);
    if (place !== null) places.push(place);
  }
  const meant = places.filter((place) => isSameScope(changed, after, place, frame));
  const aligned = meant.find(({ start }) =>
    lines.every((_, index) => frame.counterpart(change.oldStart + index) === start + index),
  );
  if (aligned !== undefined) return aligned;
  const isDistinct = lines.reduce((length, { key }) => length + key.length, 0) >= distinctLength;
  if (isDistinct && meant.length === 1) return meant[0] ?? null;
  // A function that is not there any more may have a new name.
  return isDistinct && places.length === 1 && isScopeGone(change, after, frame) ? (places[0] ?? null) : null;
}

/** The place that starts at a line of today's text, when the lines there are these. */
function toPlace(lines: readonly LogicalLine[], today: SourceText, start: number): Place | null {
  const [shiftFrom, shiftTo] = [lines[0]?.indentation ?? '', today.logical[start]?.indentation ?? ''];
  const shift = { from: shiftFrom, to: shiftTo };
  const isThere = lines.every((line, index) => {
    const found = today.logical[start + index];
    return found?.key === line.key && shiftIndentation(line.indentation, shift) === found.indentation;
  });
  return isThere ? { start, end: start + lines.length, shift } : null;
}

/** The place between two lines; unless `isStrict`, one of them is enough, with something new beside it. */
function placeGap(
  change: Change,
  sides: PullRequestSides,
  frame: MergeFrame,
  isStrict: boolean,
): Place | null {
  const { before, after } = sides;
  const { today, afterRange } = frame;
  const [previous, next] = [frame.counterpart(change.oldStart - 1), frame.counterpart(change.oldStart)];
  const hasPrevious = previous !== -1 || change.oldStart === afterRange.start;
  const start = hasPrevious ? previous + 1 : next;
  if (start === -1 || (isStrict && next !== start)) return null;
  // With something new between the two, the lines go beside the one they were indented like.
  const [above, below] = [change.oldStart - 1, change.oldStart].map((line) => after.logical[line]);
  const inserted = before.logical[change.newStart]?.indentation ?? '';
  const isLikeBelow = below?.indentation === inserted && above?.indentation !== inserted;
  const at = hasPrevious && next !== -1 && next !== start && isLikeBelow ? next : start;
  const isAbove = hasPrevious && at === start;
  const [line, counterpart] = isAbove ? [change.oldStart - 1, previous] : [change.oldStart, next];
  const place = { start: counterpart, end: counterpart + 1 };
  if (!isStrict && !isSameScope({ start: line, end: line + 1 }, after, place, frame)) return null;
  const neighbours = [
    { was: below, is: today.logical[next] },
    { was: above, is: today.logical[previous] },
  ].filter(({ was, is }) => was !== undefined && is !== undefined);
  const model = neighbours.find(({ was }) => was?.indentation === inserted) ?? neighbours.at(-1);
  const shift = { from: model?.was?.indentation ?? '', to: model?.is?.indentation ?? '' };
  return { start: at, end: at, shift };
}

function isScopeGone(change: Change, after: SourceText, { today }: MergeFrame): boolean {
  const scope = findScope(after.scopes, change.oldStart, change.oldEnd)?.qualifiedName;
  return scope !== undefined && !today.scopes.some(({ qualifiedName }) => qualifiedName === scope);
}

/** Whether most of the lines a pull request took away are back, though not where they were. */
function isElsewhere(change: Change, { before, after }: PullRequestSides, today: SourceText): boolean {
  const toKeys = ({ logical }: SourceText): Set<string> => new Set(logical.map(({ key }) => key));
  const [left, now] = [toKeys(after), toKeys(today)];
  const was = before.logical
    .slice(change.newStart, change.newEnd)
    .filter(({ key }) => key.length >= distinctLength && !left.has(key));
  return was.length >= distinctLines && was.filter(({ key }) => now.has(key)).length * 2 > was.length;
}

/** Whether the lines of before stand already where they would be put. */
function isGone(change: Change, { before }: PullRequestSides, frame: MergeFrame): boolean {
  const previous = frame.counterpart(change.oldStart - 1);
  const next = frame.counterpart(change.oldEnd);
  const hasPrevious = previous !== -1 || change.oldStart === frame.afterRange.start;
  const was = before.logical.slice(change.newStart, change.newEnd).map(({ key }) => key);
  const isAt = (start: number): boolean =>
    was.every((key, offset) => frame.today.logical[start + offset]?.key === key);
  if (was.length === 0) return hasPrevious && next === previous + 1 && change.oldStart < change.oldEnd;
  return (hasPrevious && isAt(previous + 1)) || (next >= was.length && isAt(next - was.length));
}
