import { findMovedFile, findMovedScope } from '../undo/find-counterparts.ts';
import { FrameFinder } from '../undo/find-frames.ts';
import type { LineRange, MergeFrame } from '../undo/merge-frame.ts';
import type { Change, PullRequestSides } from '../undo/merge-side.ts';
import type { TodaysFiles } from '../undo/todays-files.ts';

/** Lines of today's text around a place where a change may have to be taken back; 0-based and half-open. */
export type CodeWindow = LineRange & { readonly path: string };

/** Longest piece of code that is shown and written anew. */
const maximumLines = 150;
/** Lines shown on either side of a place that is in no short enough function. */
const margin = 10;

/** The piece of today's code a change belongs to: its function or class, or the lines around its place. */
export function findWindow(
  change: Change,
  sides: PullRequestSides,
  path: string,
  today: TodaysFiles,
): CodeWindow | null {
  const place = today.source(path) === undefined ? findMovedFile(sides.after, today) : path;
  const source = place === null ? undefined : today.source(place);
  const frames =
    source === undefined || place === null ? [] : [...new FrameFinder(sides, source).frames(change)];
  const moved = frames.length > 1 ? null : findMovedScope(change, sides, today);
  const found = [
    ...(moved === null ? [] : [{ path: moved.path, frame: moved.frame }]),
    ...frames.map((frame) => ({ path: place ?? path, frame })),
  ];
  for (const { path: framePath, frame } of found) {
    const { start, end } = frame.todayRange;
    const lines = toLines(frame, start, end);
    const window =
      lines.end - lines.start <= maximumLines && !frame.isWholeFile ? lines : findSurroundings(change, frame);
    if (window.end - window.start <= maximumLines) return { ...window, path: framePath };
  }
  return null;
}

function findSurroundings(change: Change, frame: MergeFrame): LineRange {
  let { oldStart: previous, oldEnd: next } = change;
  while (frame.counterpart(previous - 1) === -1 && previous > frame.afterRange.start) previous -= 1;
  while (frame.counterpart(next) === -1 && next < frame.afterRange.end) next += 1;
  const start = frame.counterpart(previous - 1) + 1 - margin;
  const end = frame.counterpart(next) + margin;
  return toLines(frame, Math.max(frame.todayRange.start, start), Math.min(frame.todayRange.end, end));
}

function toLines({ today }: MergeFrame, start: number, end: number): LineRange {
  const first = today.logical[start]?.start ?? today.lines.length;
  return { start: first, end: Math.max(first, today.logical[end - 1]?.end ?? first) };
}
