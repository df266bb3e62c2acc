/** How hard an instance is, as datasets are compared by. */
export type DifficultyLabel = 'easy' | 'medium' | 'hard';

/** Time an experienced developer would need for the fix, in the words of SWE-bench Verified's annotators. */
export type FixTime = '<15 min fix' | '15 min - 1 hour' | '1-4 hours' | '>4 hours';

/** The labels, the easiest first. */
export const difficultyLabels: readonly DifficultyLabel[] = Object.freeze(['easy', 'medium', 'hard']);

/** The times, the shortest first. */
export const fixTimes: readonly FixTime[] = Object.freeze([
  '<15 min fix',
  '15 min - 1 hour',
  '1-4 hours',
  '>4 hours',
]);

/**
 * What each label counts in the mean.
 *
 * @source Paper, section E.
 */
export const difficultyScores: Readonly<Record<DifficultyLabel, 1 | 5 | 9>> = Object.freeze({
  easy: 1,
  medium: 5,
  hard: 9,
});

/**
 * The label of a time; both above an hour are hard.
 *
 * @source Paper, section E, which merges the two because few instances take more than four hours.
 */
export function toDifficultyLabel(time: FixTime): DifficultyLabel {
  if (time === '<15 min fix') return 'easy';
  return time === '15 min - 1 hour' ? 'medium' : 'hard';
}
