import { checkNumber } from '../../providers/check-number.ts';
import { type DifficultyFacts, difficultyFactNames } from './difficulty-facts.ts';

/** How a fact counts. */
type Scale = {
  /** Up to here it adds nothing. */
  readonly least: number;
  /** So much more adds half of what it can add. */
  readonly half: number;
  /** The most it can add, as a share of the whole. */
  readonly weight: number;
};

/** Chosen by us, not fitted to anything; the weights add up to 1. */
const scales: Readonly<Record<keyof DifficultyFacts, Scale>> = {
  files: { least: 1, half: 1, weight: 0.15 },
  functions: { least: 1, half: 2, weight: 0.2 },
  lines: { least: 1, half: 15, weight: 0.15 },
  failToPass: { least: 1, half: 20, weight: 0.1 },
  testFiles: { least: 1, half: 3, weight: 0.1 },
  callDistance: { least: 1, half: 2, weight: 0.15 },
  complexity: { least: 0, half: 10, weight: 0.15 },
};

/** A score made from facts. */
export type FactScore = {
  /** From 1 up to, but not including, 9. */
  readonly estimatedScore: number;
  /** Facts that are not known: the score is what the others say. */
  readonly unknown: readonly (keyof DifficultyFacts)[];
};

/**
 * A score from facts, on the scale of ratings: `1 + 8 * sum(weight * more / (more + half)) / sum(weight)`, where
 * `more` is what a fact has above its least value, summed over the facts that are known.
 *
 * Grows with every fact and never falls. A fact that is not known counts as the mean of the others, by their
 * weights; compare instances whose `unknown` is the same. Nobody fitted it to anything: use `DifficultyFacts` in a
 * formula of your own where you know better.
 *
 * @throws {InvalidArgumentError} when a fact is negative or no number.
 */
export function scoreDifficultyFacts(facts: DifficultyFacts): FactScore {
  let sum = 0;
  let weights = 0;
  const unknown: (keyof DifficultyFacts)[] = [];
  for (const name of difficultyFactNames) {
    const value = facts[name];
    const { least, half, weight } = scales[name];
    if (value === undefined) {
      unknown.push(name);
      continue;
    }
    checkNumber(`facts.${name}`, value, { least: 0 });
    const more = Math.max(0, value - least);
    sum += weight * (more / (more + half));
    weights += weight;
  }
  return { estimatedScore: weights === 0 ? 1 : 1 + (8 * sum) / weights, unknown };
}
