/** Keeps the items with the smallest priorities, at most `size` of them, in memory that does not grow. */
export class BoundedSample<Item> {
  readonly #size: number;
  /** Sorted by priority; equal priorities in the order they came. */
  readonly #kept: { readonly priority: number; readonly item: Item }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Whether an item of this priority would be kept now; saves making those that would not. */
  accepts(priority: number): boolean {
    return this.#kept.length < this.#size || priority < (this.#kept.at(-1)?.priority ?? 0);
  }

  add(priority: number, item: Item): void {
    if (!this.accepts(priority)) return;
    let at = this.#kept.length;
    while (at > 0 && (this.#kept[at - 1]?.priority ?? 0) > priority) at -= 1;
    this.#kept.splice(at, 0, { priority, item });
    if (this.#kept.length > this.#size) this.#kept.pop();
  }

  get items(): Item[] {
    return this.#kept.map(({ item }) => item);
  }
}
