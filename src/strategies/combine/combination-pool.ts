import type { Random } from '../random.ts';

/** Items of which combinations are drawn, each item at most once taken out. */
export class CombinationPool<Item> {
  readonly #items: { readonly item: Item; readonly index: number }[];
  readonly #sizes: { readonly min: number; readonly max: number };
  readonly #random: Random;
  /** The combinations drawn of what is left. */
  readonly #drawn = new Set<string>();
  /** Those that each item is part of. */
  readonly #drawnWith = new Map<number, string[]>();

  constructor(items: readonly Item[], sizes: { readonly min: number; readonly max: number }, random: Random) {
    this.#items = items.map((item, index) => ({ item, index }));
    this.#sizes = sizes;
    this.#random = random;
  }

  /** Another combination of those left, each of its size as likely; `undefined` when all were drawn. */
  draw(): Item[] | undefined {
    const max = Math.min(this.#sizes.max, this.#items.length);
    if (this.#drawn.size >= countCombinations(this.#items.length, this.#sizes.min, max)) return undefined;
    for (;;) {
      const size = this.#sizes.min + this.#random.integer(max - this.#sizes.min + 1);
      for (let index = 0; index < size; index += 1)
        this.#exchange(index, index + this.#random.integer(this.#items.length - index));
      const chosen = this.#items.slice(0, size);
      const indices = chosen.map(({ index }) => index).sort((one, other) => one - other);
      const key = indices.join();
      if (this.#drawn.has(key)) continue;
      this.#drawn.add(key);
      for (const index of indices) {
        const keys = this.#drawnWith.get(index);
        if (keys === undefined) this.#drawnWith.set(index, [key]);
        else keys.push(key);
      }
      return chosen.map(({ item }) => item);
    }
  }

  /** Takes the items of the last combination out. */
  take({ length }: readonly Item[]): void {
    for (const { index } of this.#items.splice(0, length)) {
      for (const key of this.#drawnWith.get(index) ?? []) this.#drawn.delete(key);
      this.#drawnWith.delete(index);
    }
  }

  #exchange(one: number, other: number): void {
    const [first, second] = [this.#items[one], this.#items[other]];
    if (first === undefined || second === undefined) return;
    this.#items[one] = second;
    this.#items[other] = first;
  }
}

/** How many combinations of these sizes there are, as far as a number can say. */
function countCombinations(items: number, min: number, max: number): number {
  let total = 0;
  let ofSize = 1;
  for (let size = 1; size <= max; size += 1) {
    ofSize = (ofSize * (items - size + 1)) / size;
    if (size >= min) total += ofSize;
  }
  return Math.round(total);
}
