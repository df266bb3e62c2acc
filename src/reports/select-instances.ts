import type { DifficultyLabel } from '../difficulty/difficulty-label.ts';
import { checkVerdict } from '../difficulty/difficulty-verdict.ts';
import type { Instances } from '../difficulty/rate-difficulty-options.ts';
import { rankOf } from '../instances/instance-rank.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkSelectionOptions } from './check-selection-options.ts';
import { createQuotas } from './quota-counter.ts';
import { createFilter } from './selection-filter.ts';
import type { UnselectedReason, SelectInstancesOptions, Selection } from './selection.ts';

/** An instance that may be drawn; its place is the order it came in. */
type Drawable = { readonly instance: TaskInstance; readonly place: number; readonly rank: string };

/**
 * Takes a part of a dataset: by strategy, F2P tests, size, difficulty and repository, and then so many as quotas and
 * `size` allow.
 *
 * Instances are drawn one after the other in an order that the seed and their ids give, and taken while no quota of
 * theirs is full. So the same instances are selected in whatever order they come, and an instance that a filter
 * leaves out changes nothing for the others; they come out in the order they were given. Without quotas and `size`
 * nothing is drawn.
 *
 * Outcomes: what was left out is counted by reason. When quotas are too narrow, the selection is smaller than `size`.
 *
 * @throws {InvalidArgumentError} when an option is out of its range, or asks for labels without `ratings`.
 * @source SWE-smith's guide to training, whose subsets are by strategy and F2P tests; paper, section 4, for sets of a
 *   difficulty.
 */
export async function selectInstances(
  instances: Instances,
  options: SelectInstancesOptions = {},
): Promise<Selection> {
  checkSelectionOptions(options);
  const { seed = 24, size = Number.POSITIVE_INFINITY, abortSignal } = options;
  const labels = await readLabels(options.ratings ?? []);
  const findReason = createFilter(options, labels);
  const leftOut = new Map<UnselectedReason, number>();
  const leave = (reason: UnselectedReason): void => {
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  };
  const seen = new Set<string>();
  const drawable: Drawable[] = [];
  let total = 0;
  for await (const instance of instances) {
    abortSignal?.throwIfAborted();
    total += 1;
    const reason = seen.has(instance.instance_id) ? 'repeated-id' : findReason(instance);
    seen.add(instance.instance_id);
    if (reason === undefined) {
      drawable.push({ instance, place: total, rank: rankOf(seed, instance.instance_id) });
    } else leave(reason);
  }

  const quotas = createQuotas(options, labels);
  const taken: Drawable[] = [];
  for (const drawn of drawable.sort((one, other) => (one.rank < other.rank ? -1 : 1))) {
    const full = quotas.find((quota) => quota.isFull(drawn.instance));
    if (full !== undefined) leave(full.reason);
    else if (taken.length >= size) leave('size');
    else {
      for (const quota of quotas) quota.add(drawn.instance);
      taken.push(drawn);
    }
  }
  return {
    instances: taken.sort((one, other) => one.place - other.place).map(({ instance }) => instance),
    total,
    leftOut: Object.fromEntries(leftOut),
  };
}

async function readLabels(
  ratings: NonNullable<SelectInstancesOptions['ratings']>,
): Promise<Map<string, DifficultyLabel>> {
  const labels = new Map<string, DifficultyLabel>();
  for await (const value of ratings) {
    const verdict = checkVerdict(value);
    if (verdict.status === 'rated') labels.set(verdict.instanceId, verdict.label);
  }
  return labels;
}
