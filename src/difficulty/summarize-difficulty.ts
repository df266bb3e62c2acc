import { findStrategy } from '../instances/instance-strategy.ts';
import { type GroupBy, toGrouping } from '../instances/strategy-grouping.ts';
import { type DifficultyLabel, difficultyLabels, difficultyScores } from './difficulty-label.ts';
import { checkVerdict, type DifficultyVerdict } from './difficulty-verdict.ts';
import type { Instances } from './rate-difficulty-options.ts';

/** How many instances have each label, and what that comes to. */
export type DifficultyCounts = Readonly<Record<DifficultyLabel, number>> & {
  /** `rated` and `unrated` together. */
  readonly instances: number;
  /** The instances with a label. */
  readonly rated: number;
  readonly unrated: number;
  /** Mean of the scores of those rated, from 1 to 9; `undefined` when none is. */
  readonly score: number | undefined;
};

/** Counts of one group. */
export type DifficultyGroup = DifficultyCounts & { readonly group: string };

/** How difficult a dataset is. */
export type DifficultySummary = {
  readonly total: DifficultyCounts;
  /** By name. */
  readonly groups: readonly DifficultyGroup[];
  /** Ratings that count for nothing: of none of `instances`, or of one that was counted before. */
  readonly ignored: number;
};

/** Options of {@link summarizeDifficulty}. */
export type SummarizeDifficultyOptions = {
  /**
   * The dataset. Then those without a rating count as unrated, and ratings of others do not count.
   * @default what was rated
   */
  readonly instances?: Instances | undefined;
  /** @default 'strategy' */
  readonly groupBy?: GroupBy | undefined;
};

/**
 * Mean score and counts of each label, by strategy and overall.
 *
 * @throws {InvalidArgumentError} when one of the values is no rating; estimates are none.
 * @source Paper, section E. Other than in SWE-smith's script, what could not be rated is counted, and no rating at
 *   all is no error.
 */
export async function summarizeDifficulty(
  ratings: Iterable<DifficultyVerdict> | AsyncIterable<DifficultyVerdict>,
  { instances, groupBy = 'strategy' }: SummarizeDifficultyOptions = {},
): Promise<DifficultySummary> {
  const findGroup = toGrouping(groupBy);
  const left = instances === undefined ? undefined : new Set<string>();
  if (instances !== undefined) {
    for await (const { instance_id: id } of instances) left?.add(id);
  }
  const counters = new Map<string, Counter>();
  const total = new Counter();
  const count = (instanceId: string, label: DifficultyLabel | undefined): void => {
    const group = findGroup(findStrategy(instanceId));
    const counter = counters.get(group) ?? new Counter();
    counters.set(group, counter);
    counter.add(label);
    total.add(label);
  };
  let ignored = 0;
  for await (const value of ratings) {
    const verdict = checkVerdict(value);
    if (left?.delete(verdict.instanceId) === false) ignored += 1;
    else count(verdict.instanceId, verdict.status === 'rated' ? verdict.label : undefined);
  }
  for (const instanceId of left ?? []) count(instanceId, undefined);
  const groups = [...counters.keys()].sort();
  return {
    total: total.toCounts(),
    groups: groups.map((group) => ({ group, ...(counters.get(group) ?? new Counter()).toCounts() })),
    ignored,
  };
}

class Counter {
  readonly #labels: Record<DifficultyLabel, number> = { easy: 0, medium: 0, hard: 0 };
  #unrated = 0;

  add(label: DifficultyLabel | undefined): void {
    if (label === undefined) this.#unrated += 1;
    else this.#labels[label] += 1;
  }

  toCounts(): DifficultyCounts {
    const rated = difficultyLabels.reduce((sum, label) => sum + this.#labels[label], 0);
    const points = difficultyLabels.reduce(
      (sum, label) => sum + this.#labels[label] * difficultyScores[label],
      0,
    );
    return {
      instances: rated + this.#unrated,
      rated,
      unrated: this.#unrated,
      ...this.#labels,
      score: rated === 0 ? undefined : points / rated,
    };
  }
}
