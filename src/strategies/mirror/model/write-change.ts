import type { Change, PullRequestSides } from '../undo/merge-side.ts';

const contextLines = 3;

/** A change as a hunk without line numbers, in the direction of the pull request. */
export function writeChange({ oldStart, oldEnd, newStart, newEnd }: Change, sides: PullRequestSides): string {
  const { before, after } = sides;
  const slice = (text: typeof after, mark: string, start: number, end: number): string[] =>
    text.logical
      .slice(Math.max(0, start), end)
      .flatMap(({ exact }) => exact.split('\n').map((line) => mark + line));
  return [
    ...slice(after, ' ', oldStart - contextLines, oldStart),
    ...slice(before, '-', newStart, newEnd),
    ...slice(after, '+', oldStart, oldEnd),
    ...slice(after, ' ', oldEnd, oldEnd + contextLines),
  ].join('\n');
}
