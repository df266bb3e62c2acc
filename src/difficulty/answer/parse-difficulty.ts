import { type DifficultyLabel, difficultyScores, type FixTime } from '../difficulty-label.ts';
import { findEvidence } from './find-evidence.ts';
import type { Mention } from './mention.ts';
import { normalizeAnswer } from './normalize-answer.ts';

/** What a text says about a difficulty. */
export type ParsedDifficulty =
  | {
      readonly status: 'rated';
      readonly label: DifficultyLabel;
      /** 1, 5 or 9. */
      readonly score: 1 | 5 | 9;
      /** `undefined` where only the label is told. */
      readonly fixTime: FixTime | undefined;
    }
  | {
      readonly status: 'unrated';
      readonly reason: 'empty' | 'cut-off' | 'no-label' | 'between-labels' | 'several-labels';
      /** The reason in a sentence. */
      readonly message: string;
    };

/** Options of {@link parseDifficulty}. */
export type ParseDifficultyOptions = {
  /** The text ends where a limit was reached; only what it states outright counts then. @default false */
  readonly isCutOff?: boolean | undefined;
};

/** What is told of an answer is no longer than this. */
const maximumText = 200_000;

/**
 * Reads which label a model's answer gives, however it words it; pure, and never throws.
 *
 * Outcomes: a line that holds nothing but a label decides, the first or the last, and so do statements such as
 * "Answer: medium"; then sentences such as "I would rate it as 1-4 hours"; then times that are named anywhere. Times
 * count by the label they lie in: "about 30 minutes" is medium. Where what counts names different labels, or a time
 * that fits none alone (15 minutes, less than an hour), the answer is `unrated`: nothing is guessed.
 */
export function parseDifficulty(
  text: string,
  { isCutOff = false }: ParseDifficultyOptions = {},
): ParsedDifficulty {
  if (text.trim() === '') return unrated('empty', 'The answer is empty.');
  // The answer stands at the start or at the end.
  const shown =
    text.length > maximumText ? `${text.slice(0, maximumText / 2)}\n${text.slice(-maximumText / 2)}` : text;
  for (const { strength, mentions } of findEvidence(normalizeAnswer(shown))) {
    if (mentions.length === 0) continue;
    if (isCutOff && strength !== 'stated') break;
    return decide(mentions);
  }
  return isCutOff
    ? unrated('cut-off', 'The answer was cut off before it named a label.')
    : unrated('no-label', 'The answer names no label.');
}

function decide(mentions: readonly Mention[]): ParsedDifficulty {
  const labels = new Set(mentions.map(({ label }) => label));
  const [label] = labels;
  if (labels.size > 1) {
    const named = [...labels].map((name) => name ?? 'a time between two').join(', ');
    return unrated('several-labels', `The answer names different labels: ${named}.`);
  }
  if (label === undefined) {
    return unrated('between-labels', 'The answer names a time that fits no single label.');
  }
  const fixTimes = new Set(mentions.flatMap(({ fixTime }) => fixTime ?? []));
  const [fixTime] = fixTimes;
  return {
    status: 'rated',
    label,
    score: difficultyScores[label],
    fixTime: fixTimes.size === 1 ? fixTime : undefined,
  };
}

function unrated(
  reason: Extract<ParsedDifficulty, { readonly status: 'unrated' }>['reason'],
  message: string,
): ParsedDifficulty {
  return { status: 'unrated', reason, message };
}
