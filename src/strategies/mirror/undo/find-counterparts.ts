import { findChangedScope, findOuter } from './find-frames.ts';
import { createFrame, type LineRange, type MergeFrame } from './merge-frame.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import type { Scope } from './scopes.ts';
import type { SourceText } from './source-text.ts';
import type { TodaysFiles } from './todays-files.ts';

/** A part of the text a pull request left, found in a file of today. */
export type Counterpart = { readonly path: string; readonly frame: MergeFrame };

/** Share of the lines that must be the same: for a function of the same name, of any name, and for a file. */
const minimumSimilarity = { sameName: 0.4, anyName: 0.7, file: 0.5 };

/** How many of the longest lines of a piece of code are looked for in files that might have it now. */
const probeCount = 3;
const shortestProbe = 12;

/**
 * Finds where the function or class a change is in, or is, went: by its name and its lines, anywhere in
 * today's source files. Nothing when two places fit equally well.
 */
export function findMovedScope(
  change: Change,
  sides: PullRequestSides,
  today: TodaysFiles,
): Counterpart | null {
  const own = sides.after.scopes.find(({ start, end }) => start === change.oldStart && end === change.oldEnd);
  for (let scope = own ?? findChangedScope(change, sides); scope !== undefined;) {
    const found = findScopeToday(scope, sides.after, today);
    if (found !== null) return found;
    scope = findOuter(sides.after.scopes, scope);
  }
  return null;
}

function findScopeToday(scope: Scope, after: SourceText, today: TodaysFiles): Counterpart | null {
  const probes = listProbes(after, scope);
  let best: { path: string; source: SourceText; scope: Scope; score: number } | null = null;
  let isTied = false;
  for (const [path, text] of today.entries()) {
    const mayHaveIt = probes.some((probe) => text.includes(probe));
    if (!mayHaveIt && !text.includes(scope.name)) continue;
    const source = today.source(path);
    for (const other of source?.scopes ?? []) {
      if (source === undefined || (other.name !== scope.name && !mayHaveIt)) continue;
      const similarity = compareLines(after, scope, source, other);
      const isSameName = other.name === scope.name;
      if (similarity < (isSameName ? minimumSimilarity.sameName : minimumSimilarity.anyName)) continue;
      const score =
        similarity + (isSameName ? 0.2 : 0) + (other.qualifiedName === scope.qualifiedName ? 0.2 : 0);
      if (best !== null && score < best.score) continue;
      isTied = best?.score === score;
      best = { path, source, scope: other, score };
    }
  }
  return best === null || isTied
    ? null
    : { path: best.path, frame: createFrame(after, best.source, scope, best.scope) };
}

/** Finds the file of today that has most of the lines of a file that is not there any more. */
export function findMovedFile(after: SourceText, today: TodaysFiles): string | null {
  const everything = { start: 0, end: after.logical.length };
  const probes = listProbes(after, everything);
  let best: { path: string; similarity: number } | null = null;
  for (const [path, text] of today.entries()) {
    const source = probes.some((probe) => text.includes(probe)) ? today.source(path) : undefined;
    if (source === undefined) continue;
    const similarity = compareLines(after, everything, source, { start: 0, end: source.logical.length });
    if (similarity >= minimumSimilarity.file && similarity > (best?.similarity ?? 0))
      best = { path, similarity };
  }
  return best?.path ?? null;
}

function listProbes({ logical }: SourceText, { start, end }: LineRange): string[] {
  return logical
    .slice(start, end)
    .map(({ exact }) => exact.split('\n')[0]?.trim() ?? '')
    .filter(({ length }) => length >= shortestProbe)
    .sort((one, other) => other.length - one.length)
    .slice(0, probeCount);
}

/** Share of lines two pieces of code have in common, from 0 to 1, wherever they stand. */
function compareLines(one: SourceText, range: LineRange, other: SourceText, otherRange: LineRange): number {
  const lines = one.logical.slice(range.start, range.end);
  const others = other.logical.slice(otherRange.start, otherRange.end);
  const counts = new Map<string, number>();
  for (const { key } of lines) counts.set(key, (counts.get(key) ?? 0) + 1);
  let shared = 0;
  for (const { key } of others) {
    const left = counts.get(key) ?? 0;
    if (left > 0) shared += 1;
    counts.set(key, left - 1);
  }
  return (2 * shared) / Math.max(1, lines.length + others.length);
}
