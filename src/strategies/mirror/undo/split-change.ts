import { alignSequences } from '../../../patches/align-sequences.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import type { LogicalLine } from './source-text.ts';

/** Share of the tokens two lines have in common to be one line that changed. */
const minimumSimilarity = 0.6;

/**
 * Splits a change into smaller ones that can be taken back each for itself: lines that became other lines one
 * by one, and whole functions that were added together. Gives the change itself when there are none.
 */
export function splitChange(change: Change, sides: PullRequestSides): Change[] {
  return change.newStart === change.newEnd ? splitDefinitions(change, sides) : splitPairs(change, sides);
}

function splitDefinitions(change: Change, { after }: PullRequestSides): Change[] {
  const cuts = new Set([change.oldStart]);
  let covered = change.oldStart;
  for (const { start, end } of after.scopes) {
    if (start < covered || start < change.oldStart || end > change.oldEnd) continue;
    cuts.add(start);
    if (end < change.oldEnd) cuts.add(end);
    covered = end;
  }
  const starts = [...cuts].sort((one, other) => one - other);
  return starts.map((oldStart, index) => ({
    ...change,
    oldStart,
    oldEnd: starts[index + 1] ?? change.oldEnd,
  }));
}

function splitPairs(change: Change, { after, before }: PullRequestSides): Change[] {
  const pairs = pairLines(
    after.logical.slice(change.oldStart, change.oldEnd),
    before.logical.slice(change.newStart, change.newEnd),
  );
  const parts: Change[] = [];
  let [oldEnd, newEnd] = [change.oldStart, change.newStart];
  const add = (oldStart: number, newStart: number): void => {
    if (oldStart > oldEnd || newStart > newEnd) {
      parts.push({ oldStart: oldEnd, oldEnd: oldStart, newStart: newEnd, newEnd: newStart });
    }
    [oldEnd, newEnd] = [oldStart, newStart];
  };
  for (const [oldOffset, newOffset] of pairs) {
    const [old, now] = [change.oldStart + oldOffset, change.newStart + newOffset];
    add(old, now);
    add(old + 1, now + 1);
  }
  add(change.oldEnd, change.newEnd);
  return parts;
}

/** Pairs of similar lines that keep their order, as many as there are. */
function pairLines(old: readonly LogicalLine[], now: readonly LogicalLine[]): [number, number][] {
  if (old.length * now.length > 10_000) return [];
  const isPair = old.map((line) => now.map((other) => isSimilar(line, other)));
  const best = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let one = old.length - 1; one >= 0; one -= 1) {
    for (let other = now.length - 1; other >= 0; other -= 1) {
      const skip = Math.max(best[one + 1]?.[other] ?? 0, best[one]?.[other + 1] ?? 0);
      const take = isPair[one]?.[other] === true ? 1 + (best[one + 1]?.[other + 1] ?? 0) : 0;
      (best[one] ?? [])[other] = Math.max(skip, take);
    }
  }
  const pairs: [number, number][] = [];
  for (let [one, other] = [0, 0]; one < old.length && other < now.length;) {
    const here = best[one]?.[other] ?? 0;
    if (isPair[one]?.[other] === true && here === 1 + (best[one + 1]?.[other + 1] ?? 0)) {
      pairs.push([one, other]);
      one += 1;
      other += 1;
    } else if (here === (best[one + 1]?.[other] ?? 0)) one += 1;
    else other += 1;
  }
  return pairs;
}

function isSimilar(one: LogicalLine, other: LogicalLine): boolean {
  if (one.indentation !== other.indentation) return false;
  const [keys, others] = [one.tokens, other.tokens].map((tokens) => tokens.map(({ key }) => key));
  if (keys === undefined || others === undefined) return false;
  const longest = Math.max(keys.length, others.length);
  if (Math.min(keys.length, others.length) < minimumSimilarity * longest) return false;
  const shared = alignSequences(keys, others).filter((index) => index !== -1).length;
  return shared >= minimumSimilarity * longest;
}
