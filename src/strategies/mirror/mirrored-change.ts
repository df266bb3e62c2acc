import type { LineSpan, MirroredChange } from './mirror-result.ts';
import type { SourceText } from './undo/source-text.ts';
import type { UndoneChange } from './undo/undone-change.ts';

/** What a caller is told of a change. */
export function toMirroredChange(undone: UndoneChange): MirroredChange {
  const { path, status, method, todayPath, isMoved, change, sides } = undone;
  return {
    path,
    status,
    ...(status === 'restored' && { method, todayPath, isMoved: isMoved ?? false }),
    ...(change !== undefined &&
      sides !== undefined && {
        after: toSpan(sides.after, change.oldStart, change.oldEnd),
        before: toSpan(sides.before, change.newStart, change.newEnd),
      }),
  };
}

function toSpan({ logical }: SourceText, start: number, end: number): LineSpan {
  const first = logical[start]?.start ?? 0;
  if (start === end) return { start: logical[start - 1]?.end ?? 0, length: 0 };
  return { start: first + 1, length: (logical[end - 1]?.end ?? first) - first };
}
