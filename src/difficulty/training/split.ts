import { rankOf } from '../../instances/instance-rank.ts';

/** Something that is put in a part of a data set. */
export type Splittable = { readonly instanceId: string; readonly label: string };

/**
 * Draws a share of the items, of each label as nearly the same share as whole items allow; what is drawn depends on
 * the items and the seed, not on their order.
 */
export function drawShare<Item extends Splittable>(
  items: readonly Item[],
  share: number,
  seed: number,
): Set<Item> {
  const byLabel = [...Map.groupBy(items, ({ label }) => label)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const wanted = Math.round(items.length * share);
  const quotas = byLabel.map(([label, group]) => {
    const exact = group.length * share;
    return { label, group, count: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  // The labels that lost most by rounding down get what is left.
  const left = wanted - quotas.reduce((sum, { count }) => sum + count, 0);
  const gainers = new Set(
    quotas.toSorted((one, other) => other.remainder - one.remainder).slice(0, Math.max(0, left)),
  );
  return new Set(
    quotas.flatMap((quota) => {
      const ranked = quota.group
        .map((item) => ({ item, rank: rankOf(seed, item.instanceId) }))
        .sort((one, other) => (one.rank < other.rank ? -1 : 1));
      return ranked.slice(0, quota.count + (gainers.has(quota) ? 1 : 0)).map(({ item }) => item);
    }),
  );
}
