import type { DifficultyLabel, FixTime } from '../difficulty-label.ts';

/** A place in a line that speaks of a difficulty; `start` and `end` are offsets, half-open. */
export type Mention = {
  readonly kind: 'time' | 'word';
  readonly start: number;
  readonly end: number;
  /** `undefined` where it fits no single one, such as "less than an hour". */
  readonly label: DifficultyLabel | undefined;
  readonly fixTime: FixTime | undefined;
  /** Whether it is the time of one of the labels, and not just a time. */
  readonly isLabelText: boolean;
};

const words: Readonly<Record<string, DifficultyLabel>> = {
  easy: 'easy',
  medium: 'medium',
  moderate: 'medium',
  hard: 'hard',
};

/** The labels a line of normalized text names by their words. */
export function findWords(line: string): Mention[] {
  return [...line.matchAll(/\b(?:(?:very|fairly|quite|pretty) )?(easy|medium|moderate|hard)\b/g)].map(
    (match) => ({
      kind: 'word',
      start: match.index,
      end: match.index + match[0].length,
      label: words[match[1] ?? ''],
      fixTime: undefined,
      isLabelText: false,
    }),
  );
}
