/** Slots of a new map; a power of two. */
const smallestCapacity = 1024;
/** Share of the slots that may be taken. */
const fullness = 3 / 4;

/**
 * A map between whole numbers from 0 to 2 ** 53 - 2, in flat arrays: 21 to 43 bytes an entry, and nothing for
 * the garbage collector to visit. Entries cannot be removed.
 */
export class NumberMap {
  /** Keys plus one; zero where a slot is free. */
  #keys: Float64Array = new Float64Array(smallestCapacity);
  #values: Float64Array = new Float64Array(smallestCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: number): number | undefined {
    const slot = this.#findSlot(key);
    return this.#keys[slot] === 0 ? undefined : this.#values[slot];
  }

  set(key: number, value: number): void {
    let slot = this.#findSlot(key);
    if (this.#keys[slot] === 0) {
      if (this.#size >= this.#keys.length * fullness) {
        this.#grow();
        slot = this.#findSlot(key);
      }
      this.#keys[slot] = key + 1;
      this.#size += 1;
    }
    this.#values[slot] = value;
  }

  /** Where a key is, or belongs. */
  #findSlot(key: number): number {
    const last = this.#keys.length - 1;
    const mixed = Math.imul(key ^ Math.imul(key / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & last;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key + 1) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Float64Array(keys.length * 2);
    for (let slot = 0; slot < keys.length; slot += 1) {
      const key = keys[slot] ?? 0;
      if (key === 0) continue;
      const place = this.#findSlot(key - 1);
      this.#keys[place] = key;
      this.#values[place] = values[slot] ?? 0;
    }
  }
}
