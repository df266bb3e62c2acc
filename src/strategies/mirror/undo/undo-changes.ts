import { LineIndex } from '../../../patches/line-index.ts';
import { findMovedFile, findMovedScope } from './find-counterparts.ts';
import { FrameFinder } from './find-frames.ts';
import type { MergeFrame } from './merge-frame.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import { placeLines } from './place-lines.ts';
import { placeTokens } from './place-tokens.ts';
import { splitChange } from './split-change.ts';
import type { TodaysFiles } from './todays-files.ts';
import type { UndoneChange } from './undone-change.ts';
import { writeLines } from './write-lines.ts';

/**
 * Takes back the changes of one file in the text it has today, each for itself: in place, then where its code
 * moved to, and if neither works in smaller parts.
 */
export function undoChanges(path: string, sides: PullRequestSides, today: TodaysFiles): UndoneChange[] {
  const place = today.source(path) === undefined ? findMovedFile(sides.after, today) : path;
  const source = place === null ? undefined : today.source(place);
  const finder = source === undefined ? undefined : new FrameFinder(sides, source);
  const undo = (change: Change): UndoneChange => {
    const leftOver = { status: 'left-over', path, sides, change } as const;
    const frames = [...(finder?.frames(change) ?? [])];
    const inPlace = undoInFrames(leftOver, { todayPath: place ?? path, frames, isMoved: place !== path });
    if (inPlace.status !== 'left-over') return inPlace;
    const moved = findMovedScope(change, sides, today);
    if (moved === null) return leftOver;
    return undoInFrames(leftOver, { todayPath: moved.path, frames: [moved.frame], isMoved: true });
  };
  return sides.changes.flatMap((change) => {
    const undone = undo(change);
    if (undone.status !== 'left-over') return [undone];
    const parts = splitChange(change, sides).map(undo);
    // Functions that were added together are independent; lines that were changed together are not.
    const isDone = change.newStart === change.newEnd || parts.every(({ status }) => status !== 'left-over');
    return parts.length > 1 && isDone ? parts : [undone];
  });
}

type LeftOver = UndoneChange & { readonly sides: PullRequestSides; readonly change: Change };
type Frames = {
  readonly todayPath: string;
  readonly frames: readonly MergeFrame[];
  readonly isMoved: boolean;
};

/** Takes back one change in the first of the frames in which it can be. */
function undoInFrames(leftOver: LeftOver, { todayPath, frames, isMoved }: Frames): UndoneChange {
  const { change, sides } = leftOver;
  for (const frame of frames) {
    const place = placeLines(change, sides, frame);
    if (place === 'gone') return { ...leftOver, status: 'gone' };
    if (place === null) continue;
    const { start, end, lines } = writeLines(change, sides, place, frame.today);
    const index = new LineIndex(frame.today.text);
    const replacement = { start: index.startOf(start), end: index.startOf(end), text: lines.join('') };
    return {
      ...leftOver,
      status: 'restored',
      method: 'lines',
      isMoved,
      todayPath,
      replacements: [replacement],
    };
  }
  for (const frame of frames) {
    const replacements = placeTokens(change, sides, frame);
    if (replacements === null) continue;
    return { ...leftOver, status: 'restored', method: 'tokens', isMoved, todayPath, replacements };
  }
  return leftOver;
}
