import type { DifficultyLabel } from '../difficulty/difficulty-label.ts';
import { checkVerdict } from '../difficulty/difficulty-verdict.ts';
import type { Instances } from '../difficulty/rate-difficulty-options.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { rankOf } from '../instances/instance-rank.ts';
import { findMirrorName, findStrategy } from '../instances/instance-strategy.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkNumber } from '../providers/check-number.ts';
import { createFilter } from './selection-filter.ts';
import type { LeftOutReason, Quota, SelectInstancesOptions, Selection } from './selection.ts';

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
  checkOptions(options);
  const { seed = 24, size = Number.POSITIVE_INFINITY, abortSignal } = options;
  const labels = await readLabels(options.ratings ?? []);
  const findReason = createFilter(options, labels);
  const leftOut = new Map<LeftOutReason, number>();
  const leave = (reason: LeftOutReason): void => {
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

  const quotas: readonly [LeftOutReason, QuotaCounter][] = [
    ['strategy-full', new QuotaCounter(options.maxPerStrategy)],
    ['repository-full', new QuotaCounter(options.maxPerRepository)],
    ['label-full', new QuotaCounter(options.maxPerLabel)],
  ];
  const taken: Drawable[] = [];
  for (const drawn of drawable.sort((one, other) => (one.rank < other.rank ? -1 : 1))) {
    const { instance_id: id, repo } = drawn.instance;
    const keys = [findStrategy(id), findMirrorName(id) ?? repo, labels.get(id) ?? ''];
    const full = quotas.find(([, counter], index) => counter.isFull(keys[index] ?? ''));
    if (full !== undefined) leave(full[0]);
    else if (taken.length >= size) leave('size');
    else {
      for (const [index, [, counter]] of quotas.entries()) counter.add(keys[index] ?? '');
      taken.push(drawn);
    }
  }
  return {
    instances: taken.sort((one, other) => one.place - other.place).map(({ instance }) => instance),
    total,
    leftOut: Object.fromEntries(leftOut),
  };
}

class QuotaCounter {
  readonly #quota: Quota;
  readonly #taken = new Map<string, number>();

  constructor(quota: Quota | undefined) {
    this.#quota = quota ?? Number.POSITIVE_INFINITY;
  }

  isFull(key: string): boolean {
    const quota = this.#quota;
    const limit = typeof quota === 'number' ? quota : Object.hasOwn(quota, key) ? quota[key] : undefined;
    return (this.#taken.get(key) ?? 0) >= (limit ?? Number.POSITIVE_INFINITY);
  }

  add(key: string): void {
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
  }
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

function checkOptions(options: SelectInstancesOptions): void {
  if (options.size !== undefined) checkNumber('size', options.size, { least: 0, isWhole: true });
  if (options.seed !== undefined) {
    checkNumber('seed', options.seed, { least: Number.MIN_SAFE_INTEGER, isWhole: true });
  }
  for (const name of ['failToPass', 'lines', 'files'] as const) {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = options[name] ?? {};
    checkNumber(`${name}.min`, min, { least: 0 });
    if (!(max >= min))
      throw new InvalidArgumentError({ argument: `${name}.max`, value: max, expected: `at least ${min}` });
  }
  for (const name of ['maxPerStrategy', 'maxPerRepository', 'maxPerLabel'] as const) {
    const quota = options[name] ?? {};
    const limits = typeof quota === 'object' ? Object.entries(quota) : [['', quota] as const];
    for (const [key, limit] of limits) {
      checkNumber(key === '' ? name : `${name}[${JSON.stringify(key)}]`, limit, { least: 0 });
    }
  }
  const needsRatings = options.labels !== undefined || options.maxPerLabel !== undefined;
  if (needsRatings && options.ratings === undefined) {
    const expected = 'given with `labels` and `maxPerLabel`';
    throw new InvalidArgumentError({ argument: 'ratings', value: undefined, expected });
  }
}
