import { alignSequences, findDifferences, type SequenceChange } from '../../../patches/align-sequences.ts';
import { type Shift, shiftLine } from './indentation.ts';
import { isSameScope, type LineRange, type MergeFrame } from './merge-frame.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import { readLineRun, readTokenRun, type RunToken } from './token-run.ts';
import type { TextReplacement } from './undone-change.ts';

/** More tokens than these are not aligned well, nor fast. */
const maximumTokens = 5000;
/** Share of the tokens that must be the same for two pieces of code to be one that changed, */
const minimumSimilarity = 0.5;
/** or a smaller one, if this many tokens on either side of what is taken back are the same. */
const smallSimilarity = 0.2;
const contextTokens = 4;

/**
 * Undoes a change inside lines that were changed again since, token by token, so that layout, quotes and
 * other changes of the same lines stay. `null` when both changed the same tokens.
 */
export function placeTokens(
  change: Change,
  sides: PullRequestSides,
  frame: MergeFrame,
): TextReplacement[] | null {
  // Whole lines first, which are right for a table or a long text of which only other lines were changed.
  return placeRun(change, sides, frame, readLineRun) ?? placeRun(change, sides, frame, readTokenRun);
}

function placeRun(
  change: Change,
  { after, before }: PullRequestSides,
  frame: MergeFrame,
  read: typeof readTokenRun,
): TextReplacement[] | null {
  const { oldStart, oldEnd, newStart, newEnd } = change;
  const isReindented = after.logical[oldStart]?.indentation !== before.logical[newStart]?.indentation;
  if (oldStart === oldEnd || newStart === newEnd || isReindented) return null;
  const gap = findGap(change, frame);
  const run = read(after, gap.after);
  const today = read(frame.today, gap.today);
  if (Math.max(run.length, today.length) > maximumTokens) return null;
  const aligned = alignSequences(toKeys(run), toKeys(today));
  const first = run.findIndex(({ line, key }) => line === oldStart && !key.startsWith('\n'));
  const left = read(after, { start: oldStart, end: oldEnd });
  const own = aligned.slice(first, first + left.length);
  const kept = own.findIndex((index) => index !== -1);
  const similarity = own.filter((index) => index !== -1).length / Math.max(1, left.length);
  if (similarity < smallSimilarity) return null;
  const line = today[own[kept] ?? -1]?.line ?? 0;
  const place = { start: line, end: line + 1 };
  if (!isSameScope({ start: oldStart, end: oldEnd }, after, place, frame)) return null;
  const was = read(before, { start: newStart, end: newEnd });
  const indentationOf = (text: typeof after, token: RunToken | undefined): string =>
    text.logical[token?.line ?? -1]?.indentation ?? '';
  const shift = {
    from: indentationOf(after, left[kept]),
    to: indentationOf(frame.today, today[own[kept] ?? -1]),
  };
  const runs = { was, today, aligned, first, wasText: before.text, shift };
  const differences = findDifferences(toKeys(left), toKeys(was));
  const isCertain =
    similarity >= minimumSimilarity || differences.every((difference) => hasContext(difference, runs));
  if (!isCertain) return null;
  const edits = differences.map((difference) => replaceTokens(difference, runs));
  return edits.every((edit) => edit !== null) && edits.length > 0 ? edits : null;
}

function toKeys(run: readonly RunToken[]): string[] {
  return run.map(({ key }) => key);
}

/** The lines without counterpart around a change, and what stands there today. */
function findGap(change: Change, frame: MergeFrame): { after: LineRange; today: LineRange } {
  let { oldStart: start, oldEnd: end } = change;
  while (start > frame.afterRange.start && frame.counterpart(start - 1) === -1) start -= 1;
  while (end < frame.afterRange.end && frame.counterpart(end) === -1) end += 1;
  return {
    after: { start, end },
    today: { start: frame.counterpart(start - 1) + 1, end: frame.counterpart(end) },
  };
}

type Runs = {
  readonly was: readonly RunToken[];
  readonly wasText: string;
  readonly today: readonly RunToken[];
  /** Token of today for each token the pull request left, from the first one of the gap. */
  readonly aligned: readonly number[];
  /** Where the tokens of the change begin among those. */
  readonly first: number;
  readonly shift: Shift;
};

/** Whether the tokens on either side of a difference stand together today as they did. */
function hasContext({ oldStart, oldEnd }: SequenceChange, { aligned, first }: Runs): boolean {
  const [start, end] = [first + oldStart - contextTokens, first + oldEnd + contextTokens];
  const around = aligned.slice(Math.max(0, start), end);
  return (
    start >= 0 &&
    end <= aligned.length &&
    around.every((index, at) => index === (around[0] ?? -1) + at && index !== -1)
  );
}

function replaceTokens(difference: SequenceChange, runs: Runs): TextReplacement | null {
  const { was, wasText, today, aligned } = runs;
  const [oldStart, oldEnd] = [runs.first + difference.oldStart, runs.first + difference.oldEnd];
  const { newStart, newEnd } = difference;
  const previous = oldStart === 0 ? -1 : (aligned[oldStart - 1] ?? -1);
  const next = oldEnd === aligned.length ? today.length : (aligned[oldEnd] ?? -1);
  const start = oldStart === oldEnd ? next : (aligned[oldStart] ?? -1);
  const end = start + (oldEnd - oldStart);
  const isThere = aligned.slice(oldStart, oldEnd).every((index, offset) => index === start + offset);
  const hasPrevious = (oldStart === 0 || previous !== -1) && previous === start - 1;
  if (start === -1 || !isThere || (oldStart === oldEnd && !hasPrevious)) return null;
  // White space goes with the tokens where what is next to them is the same as before.
  const joinsPrevious = hasPrevious && newStart > 0 && start > 0;
  const joinsNext = next === end && newEnd < was.length && end < today.length;
  const isRemoval = newStart === newEnd;
  const isInsertion = oldStart === oldEnd;
  if ((isRemoval || isInsertion) && !joinsPrevious && !joinsNext) return null;
  const from = joinsPrevious ? was[newStart - 1]?.end : was[newStart]?.start;
  const to = joinsNext ? was[newEnd]?.start : was[newEnd - 1]?.end;
  const text = isRemoval && !(joinsPrevious && joinsNext) ? '' : wasText.slice(from, to);
  const [head = '', ...lines] = text.split('\n');
  return {
    start: (joinsPrevious ? today[start - 1]?.end : today[start]?.start) ?? 0,
    end: (joinsNext ? today[end]?.start : today[end - 1]?.end) ?? 0,
    text: [head, ...lines.map((line) => shiftLine(line, runs.shift))].join('\n'),
  };
}
