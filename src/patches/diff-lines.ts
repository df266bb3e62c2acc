import { diffArrays } from 'diff';

import type { Hunk, HunkLine } from './file-patch.ts';

/** Unchanged lines kept on either side of a change. */
export const contextLength = 3;

/** Lines `start` to `end` (0-based, half-open) of a file become `replacement`. */
export type LineReplacement = {
  readonly start: number;
  readonly end: number;
  readonly replacement: readonly string[];
};

/** The hunks, with three lines of context, that turn `lines` into the file with the replacement made. */
export function diffLines(lines: readonly string[], change: LineReplacement): Hunk[] {
  const { start, end, replacement } = trim(lines, change);
  if (start === end && replacement.length === 0) return [];
  return groupSteps(lines, alignLines(lines.slice(start, end), replacement), start);
}

/** The hunks, with three lines of context, that make replacements; they are in order and do not overlap. */
export function toHunks(lines: readonly string[], edits: readonly LineReplacement[]): Hunk[] {
  let consumed = 0;
  const steps = edits.flatMap(({ start, end, replacement }): Step[] => {
    const kept = lines.slice(consumed, start);
    consumed = end;
    return [
      { kind: 'context', lines: kept },
      { kind: 'removed', lines: lines.slice(start, end) },
      { kind: 'added', lines: replacement },
    ];
  });
  return groupSteps(lines, steps, 0);
}

/** Narrows a replacement to the lines that really differ at its two ends. */
function trim(lines: readonly string[], { start, end, replacement }: LineReplacement): LineReplacement {
  const shared = Math.min(end - start, replacement.length);
  let prefix = 0;
  while (prefix < shared && lines[start + prefix] === replacement[prefix]) prefix += 1;
  let suffix = 0;
  while (
    suffix < shared - prefix &&
    lines[end - 1 - suffix] === replacement[replacement.length - 1 - suffix]
  ) {
    suffix += 1;
  }
  return {
    start: start + prefix,
    end: end - suffix,
    replacement: replacement.slice(prefix, replacement.length - suffix),
  };
}

/** A run of lines that were kept, or removed and replaced by others. */
type Step = { readonly kind: HunkLine['kind']; readonly lines: readonly string[] };

function alignLines(before: readonly string[], after: readonly string[]): Step[] {
  if (before.length === 0) return [{ kind: 'added', lines: after }];
  if (after.length === 0) return [{ kind: 'removed', lines: before }];
  return diffArrays([...before], [...after]).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'context',
    lines: value,
  }));
}

function groupSteps(lines: readonly string[], steps: readonly Step[], firstLine: number): Hunk[] {
  const hunks: Hunk[] = [];
  let oldLine = firstLine;
  let shift = 0;
  let open: HunkLine[] | undefined;
  let openedAt = 0;
  /** Where the lines of the open hunk end so far. */
  let coveredTo = 0;
  const contextTo = (target: number): void => {
    for (; coveredTo < target; coveredTo += 1) open?.push({ kind: 'context', text: lines[coveredTo] ?? '' });
  };
  const close = (): void => {
    if (open === undefined) return;
    contextTo(Math.min(coveredTo + contextLength, lines.length));
    const added = open.filter(({ kind }) => kind === 'added').length;
    const removed = open.filter(({ kind }) => kind === 'removed').length;
    const oldLength = open.length - added;
    const newLength = open.length - removed;
    hunks.push({
      oldStart: oldLength === 0 ? openedAt : openedAt + 1,
      oldLength,
      newStart: newLength === 0 ? openedAt + shift : openedAt + shift + 1,
      newLength,
      lines: open,
    });
    shift += added - removed;
    open = undefined;
  };
  for (const step of steps) {
    if (step.kind === 'context') {
      oldLine += step.lines.length;
      continue;
    }
    if (open !== undefined && oldLine - coveredTo > 2 * contextLength) close();
    if (open === undefined) {
      open = [];
      openedAt = Math.max(0, oldLine - contextLength);
      coveredTo = openedAt;
    }
    contextTo(oldLine);
    for (const text of step.lines) open.push({ kind: step.kind, text });
    if (step.kind === 'removed') {
      oldLine += step.lines.length;
      coveredTo = oldLine;
    }
  }
  close();
  return hunks;
}
