import { diffArrays } from 'diff';

/** A range of one sequence that stands where a range of another does; 0-based and half-open. */
export type SequenceChange = {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
};

/** The ranges in which two sequences differ, in order, with something equal between any two of them. */
export function findDifferences(before: readonly string[], after: readonly string[]): SequenceChange[] {
  const changes: SequenceChange[] = [];
  let [oldEnd, newEnd] = [0, 0];
  let open: { oldStart: number; newStart: number } | undefined;
  for (const { added, removed, count } of diffArrays([...before], [...after])) {
    if (!added && !removed) {
      if (open !== undefined) changes.push({ ...open, oldEnd, newEnd });
      open = undefined;
    } else open ??= { oldStart: oldEnd, newStart: newEnd };
    if (!added) oldEnd += count;
    if (!removed) newEnd += count;
  }
  if (open !== undefined) changes.push({ ...open, oldEnd, newEnd });
  return changes;
}

/** For each item of `before` the index of its counterpart in `after`, or -1; counterparts keep their order. */
export function alignSequences(before: readonly string[], after: readonly string[]): number[] {
  const counterparts: number[] = [];
  let shift = 0;
  for (const { oldStart, oldEnd, newEnd } of findDifferences(before, after)) {
    while (counterparts.length < oldStart) counterparts.push(counterparts.length + shift);
    while (counterparts.length < oldEnd) counterparts.push(-1);
    shift = newEnd - oldEnd;
  }
  while (counterparts.length < before.length) counterparts.push(counterparts.length + shift);
  return counterparts;
}
