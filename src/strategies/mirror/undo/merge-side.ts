import { findDifferences, type SequenceChange } from '../../../patches/align-sequences.ts';
import type { SourceText } from './source-text.ts';

/**
 * One thing a pull request did to a file: logical lines `oldStart` to `oldEnd` of the text after it stand
 * where `newStart` to `newEnd` of the text before it did.
 */
export type Change = SequenceChange;

/** A file's two texts around a pull request. */
export type PullRequestSides = {
  readonly before: SourceText;
  readonly after: SourceText;
  /** What has to be done to the text after it to get the one before, in order. */
  readonly changes: readonly Change[];
};

/** Compares the two texts of a file, blank lines aside. */
export function compareSides(before: SourceText, after: SourceText): PullRequestSides {
  const changes = findDifferences(
    after.logical.map(({ exact }) => exact),
    before.logical.map(({ exact }) => exact),
  );
  return { before, after, changes };
}
