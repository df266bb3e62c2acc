const size = 624;
const shift = 397;

/**
 * The random numbers of CPython's `random` module after `random.seed(seed)`, for whole numbers from 0 to 2^53 - 1.
 *
 * @source Matsumoto and Nishimura, "Mersenne Twister" (1998), seeded by array; CPython's `random.py` for the rest.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(size);
  #index = size;

  constructor(seed: number) {
    const key = seed > 0xffffffff ? [seed >>> 0, Math.floor(seed / 2 ** 32)] : [seed];
    this.#seedWith(19650218);
    this.#mixIn(key);
  }

  /** The items in another order, as `random.shuffle` puts them. */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.#below(last + 1);
      const [one, two] = [shuffled[last], shuffled[other]];
      if (one !== undefined) shuffled[other] = one;
      if (two !== undefined) shuffled[last] = two;
    }
    return shuffled;
  }

  /** So many of the items, at most all, as `random.sample` draws them. */
  sample<Item>(items: readonly Item[], count: number): Item[] {
    const limit = 21 + (count > 5 ? 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 0);
    const drawn: number[] = [];
    if (items.length <= limit) {
      const pool = items.map((_, index) => index);
      for (let round = 0; round < count; round += 1) {
        const place = this.#below(items.length - round);
        drawn.push(pool[place] ?? 0);
        pool[place] = pool[items.length - round - 1] ?? 0;
      }
    } else {
      const taken = new Set<number>();
      while (taken.size < count) taken.add(this.#below(items.length));
      drawn.push(...taken);
    }
    return drawn.flatMap((index) => items.slice(index, index + 1));
  }

  /** A whole number from 0 up to, but not including, `limit`, which is at most 2^32. */
  #below(limit: number): number {
    const bits = 32 - Math.clz32(limit);
    for (;;) {
      const value = this.#next() >>> (32 - bits);
      if (value < limit) return value;
    }
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #seedWith(seed: number): void {
    this.#state[0] = seed;
    for (let index = 1; index < size; index += 1) {
      this.#state[index] = Math.imul(1812433253, this.#twisted(index)) + index;
    }
  }

  #twisted(index: number): number {
    const before = this.#at(index - 1);
    return before ^ (before >>> 30);
  }

  #mixIn(key: readonly number[]): void {
    let index = 1;
    const step = (): void => {
      index += 1;
      if (index < size) return;
      this.#state[0] = this.#at(size - 1);
      index = 1;
    };
    for (let round = 0; round < size; round += 1) {
      const place = round % key.length;
      const mixed = this.#at(index) ^ Math.imul(this.#twisted(index), 1664525);
      this.#state[index] = mixed + (key[place] ?? 0) + place;
      step();
    }
    for (let round = 1; round < size; round += 1) {
      this.#state[index] = (this.#at(index) ^ Math.imul(this.#twisted(index), 1566083941)) - index;
      step();
    }
    this.#state[0] = 0x80000000;
  }

  #next(): number {
    if (this.#index >= size) this.#refill();
    let value = this.#at(this.#index);
    this.#index += 1;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    return (value ^ (value >>> 18)) >>> 0;
  }

  #refill(): void {
    for (let index = 0; index < size; index += 1) {
      const mixed = (this.#at(index) & 0x80000000) | (this.#at((index + 1) % size) & 0x7fffffff);
      const other = this.#at((index + shift) % size);
      this.#state[index] = other ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}
