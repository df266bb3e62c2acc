import { createFrame, type MergeFrame } from './merge-frame.ts';
import type { Change, PullRequestSides } from './merge-side.ts';
import { findScope, type Scope } from './scopes.ts';
import type { SourceText } from './source-text.ts';

/**
 * The parts of today's file in which a change is looked for: the function or class of the same name that it
 * is in, the ones around that, and the whole file.
 */
export class FrameFinder {
  readonly #sides: PullRequestSides;
  readonly #today: SourceText;
  readonly #frames = new Map<string, MergeFrame>();

  constructor(sides: PullRequestSides, today: SourceText) {
    this.#sides = sides;
    this.#today = today;
  }

  *frames(change: Change): Generator<MergeFrame> {
    for (let scope = findChangedScope(change, this.#sides); scope !== undefined;) {
      const frame = this.#frame(scope.qualifiedName);
      if (frame !== null) yield frame;
      scope = findOuter(this.#sides.after.scopes, scope);
    }
    const file = this.#frames.get('') ?? createFrame(this.#sides.after, this.#today);
    this.#frames.set('', file);
    yield file;
  }

  #frame(qualifiedName: string): MergeFrame | null {
    const known = this.#frames.get(qualifiedName);
    if (known !== undefined) return known;
    const isMeant = (scope: Scope): boolean => scope.qualifiedName === qualifiedName;
    const [after, today] = [this.#sides.after.scopes.filter(isMeant), this.#today.scopes.filter(isMeant)];
    // Getters and setters share a name; which is which is left to the frame around them.
    if (after.length !== 1 || today.length !== 1 || after[0] === undefined || today[0] === undefined)
      return null;
    const frame = createFrame(this.#sides.after, this.#today, after[0], today[0]);
    this.#frames.set(qualifiedName, frame);
    return frame;
  }
}

/** The function or class a change is in; for lines that were only taken away, the one they were in. */
export function findChangedScope(change: Change, { before, after }: PullRequestSides): Scope | undefined {
  if (change.oldStart < change.oldEnd) return findScope(after.scopes, change.oldStart, change.oldEnd);
  const was = findScope(before.scopes, change.newStart, change.newEnd)?.qualifiedName;
  return after.scopes.find(
    ({ qualifiedName, start, end }) =>
      qualifiedName === was && start <= change.oldStart && change.oldStart <= end,
  );
}

/** The definition around another one. */
export function findOuter(scopes: readonly Scope[], inner: Scope): Scope | undefined {
  return findScope(scopes, inner.start, inner.end);
}
