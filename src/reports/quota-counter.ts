import type { DifficultyLabel } from '../difficulty/difficulty-label.ts';
import { findMirrorName, findStrategy } from '../instances/instance-strategy.ts';
import { findStrategyFamily } from '../instances/strategy-grouping.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { parseRepositoryName } from './repository-names.ts';
import type { UnselectedReason, Quota, SelectInstancesOptions } from './selection.ts';

/** Counts what was taken of each name, and says when a name has as many as it may. */
class QuotaCounter {
  readonly reason: UnselectedReason;
  readonly #each: number;
  readonly #named: ReadonlyMap<string, number>;
  readonly #taken = new Map<string, number>();
  readonly #namesOf: (instance: TaskInstance) => readonly string[];

  /** `namesOf` gives the name a plain number limits first, and then others a record may use. */
  constructor(
    reason: UnselectedReason,
    quota: Quota | undefined,
    options: {
      readonly namesOf: (instance: TaskInstance) => readonly string[];
      readonly normalize?: ((name: string) => string) | undefined;
    },
  ) {
    const { namesOf, normalize = (name: string): string => name } = options;
    this.reason = reason;
    this.#namesOf = namesOf;
    this.#each = typeof quota === 'number' ? quota : Number.POSITIVE_INFINITY;
    const limits = typeof quota === 'object' ? Object.entries(quota) : [];
    this.#named = new Map(
      limits.map(([name, limit]) => [normalize(name), limit ?? Number.POSITIVE_INFINITY]),
    );
  }

  isFull(instance: TaskInstance): boolean {
    return this.#namesOf(instance).some((name, index) => {
      const limit = this.#named.get(name) ?? (index === 0 ? this.#each : Number.POSITIVE_INFINITY);
      return (this.#taken.get(name) ?? 0) >= limit;
    });
  }

  add(instance: TaskInstance): void {
    for (const name of new Set(this.#namesOf(instance)))
      this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1);
  }
}

/** The quotas of a selection, in the order they are looked at. */
export function createQuotas(
  { maxPerStrategy, maxPerRepository, maxPerLabel }: SelectInstancesOptions,
  labels: ReadonlyMap<string, DifficultyLabel>,
): readonly QuotaCounter[] {
  return [
    new QuotaCounter('strategy-full', maxPerStrategy, {
      namesOf: ({ instance_id: id }) => [findStrategy(id), findStrategyFamily(findStrategy(id))],
      normalize: (name) => (name === 'pr' ? 'pr_mirror' : name),
    }),
    new QuotaCounter('repository-full', maxPerRepository, {
      namesOf: ({ instance_id: id, repo }) => [toFullName(findMirrorName(id) ?? repo)],
      normalize: toFullName,
    }),
    new QuotaCounter('label-full', maxPerLabel, { namesOf: ({ instance_id: id }) => [labels.get(id) ?? ''] }),
  ];
}

function toFullName(text: string): string {
  const { owner, name } = parseRepositoryName(text);
  return owner === null ? name : `${owner}/${name}`;
}
