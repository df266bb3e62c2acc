import { hash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random values that is the same for the same key, on any machine. */
export type Random = {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from 0 up to, but not including, `limit`. */
  integer(limit: number): number;
  /** The items in another order; the given array stays as it is. */
  shuffle<Item>(items: readonly Item[]): Item[];
};

/** Makes the stream that belongs to a key; different keys give unrelated streams. */
export function createRandom(...key: readonly (string | number)[]): Random {
  const seed = Number.parseInt(hash('sha256', JSON.stringify(key)).slice(0, 8), 16) | 0;
  const generator = xoroshiro128plus(seed);
  const integer = (limit: number): number => uniformInt(generator, 0, limit - 1);
  return {
    next: () => uniformFloat64(generator),
    integer,
    shuffle<Item>(items: readonly Item[]): Item[] {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = integer(last + 1);
        const moved = shuffled.splice(other, 1);
        shuffled.splice(last, 0, ...moved);
      }
      return shuffled;
    },
  };
}
