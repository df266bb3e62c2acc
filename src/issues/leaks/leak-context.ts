import type { TaskInstance } from '../../instances/task-instance.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import type { Leak } from './leak.ts';

/** What the rules look at. */
export type LeakContext = {
  readonly text: string;
  readonly instance: Pick<TaskInstance, 'FAIL_TO_PASS' | 'repo'>;
  /** Introduces the bug. */
  readonly patches: readonly FilePatch[];
};

/** A finding before its rule's name is added. */
export type LeakPlace = Pick<Leak, 'start' | 'end' | 'explanation'>;

/** Finds everything one rule is about. */
export type FindLeaks = (context: LeakContext) => Iterable<LeakPlace>;

/** Every place a pattern matches. */
export function* findMatches(
  text: string,
  pattern: RegExp,
  explanation: string,
): Generator<LeakPlace & { readonly match: RegExpExecArray }> {
  for (const match of text.matchAll(pattern)) {
    yield { match, start: match.index, end: match.index + match[0].length, explanation };
  }
}
