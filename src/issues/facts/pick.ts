import type { Random } from '../../strategies/random.ts';

/** One of several things. */
export function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: Random): Item {
  return items[random.integer(items.length)] as Item;
}
