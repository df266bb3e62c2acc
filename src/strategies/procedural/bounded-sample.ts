/** Something in a sample; the smallest of its priorities counts when it comes more than once. */
type Entry<Item> = { readonly priority: number; readonly key: string; readonly item: Item };

/** Keeps the items with the smallest priorities, at most `size` of them, in memory that does not grow. */
export class BoundedSample<Item> {
  readonly #size: number;
  /** Sorted by priority; equal priorities in the order they came. */
  readonly #kept: Entry<Item>[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Whether an item of this priority would be kept now; saves making those that would not. */
  accepts(priority: number): boolean {
    return this.#kept.length < this.#size || priority < (this.#kept.at(-1)?.priority ?? 0);
  }

  /** Adds an item, or gives one of the same key its smaller priority. */
  add(entry: Entry<Item>): void {
    if (!this.accepts(entry.priority)) return;
    const same = this.#kept.findIndex(({ key }) => key === entry.key);
    if (same !== -1) {
      if ((this.#kept[same]?.priority ?? 0) <= entry.priority) return;
      this.#kept.splice(same, 1);
    }
    const after = this.#kept.findIndex(({ priority }) => priority > entry.priority);
    this.#kept.splice(after === -1 ? this.#kept.length : after, 0, entry);
    if (this.#kept.length > this.#size) this.#kept.pop();
  }

  get items(): Item[] {
    return this.#kept.map(({ item }) => item);
  }
}
