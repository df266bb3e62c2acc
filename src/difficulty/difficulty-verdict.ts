import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { type DifficultyLabel, difficultyLabels, type FixTime } from './difficulty-label.ts';

/** The difficulty of an instance is known. */
export type RatedVerdict = {
  readonly status: 'rated';
  readonly instanceId: string;
  readonly label: DifficultyLabel;
  /** 1, 5 or 9. */
  readonly score: 1 | 5 | 9;
  /** `undefined` where only the label was told. */
  readonly fixTime: FixTime | undefined;
};

/** The difficulty of an instance is not known. */
export type UnratedVerdict = {
  readonly status: 'unrated';
  readonly instanceId: string;
  readonly reason: UnratedReason;
  /** The reason in a sentence. */
  readonly message: string;
};

/**
 * How difficult an instance was said to be: by a model asked now (`rateDifficulty`), or in a file
 * (`readDifficulties`). An estimate from facts (`estimateDifficulty`) is none.
 */
export type DifficultyVerdict = RatedVerdict | UnratedVerdict;

/**
 * Why there is no rating: no statement to rate, or a patch that cannot be read; the call failed, or was refused for
 * its content; the answer was empty, cut off, names no label, no single label, or different ones; or a file says
 * that rating failed.
 */
export type UnratedReason =
  | 'no-problem-statement'
  | 'unreadable-patch'
  | 'call-failed'
  | 'filtered'
  | 'empty'
  | 'cut-off'
  | 'no-label'
  | 'between-labels'
  | 'several-labels'
  | 'recorded-error';

/** @throws {InvalidArgumentError} when the value is no verdict, such as an estimate. */
export function checkVerdict(verdict: DifficultyVerdict): DifficultyVerdict {
  const { status, instanceId } = verdict;
  const isRated = status === 'rated' && difficultyLabels.includes(verdict.label);
  if ((isRated || (status as unknown) === 'unrated') && typeof instanceId === 'string') return verdict;
  throw new InvalidArgumentError({
    argument: 'ratings',
    value: verdict,
    expected: 'ratings, as `rateDifficulty` and `readDifficulties` give them; estimates are none',
  });
}
