/** The middle of many numbers, and of the halves below and above it. */
export type Quartiles = { readonly median: number; readonly q1: number; readonly q3: number };

/** Counts whole numbers, with memory for the different ones only. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.#size += 1;
  }

  /** Interpolated between neighbours, as NumPy and spreadsheets do; `undefined` for no numbers. */
  quartiles(): Quartiles | undefined {
    if (this.#size === 0) return undefined;
    const sorted = [...this.#counts].sort(([one], [other]) => one - other);
    return {
      median: this.#quantile(sorted, 0.5),
      q1: this.#quantile(sorted, 0.25),
      q3: this.#quantile(sorted, 0.75),
    };
  }

  #quantile(sorted: readonly (readonly [value: number, count: number])[], share: number): number {
    const place = (this.#size - 1) * share;
    const below = valueAt(sorted, Math.floor(place));
    return below + (valueAt(sorted, Math.ceil(place)) - below) * (place - Math.floor(place));
  }
}

function valueAt(sorted: readonly (readonly [value: number, count: number])[], index: number): number {
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (index < passed) return value;
  }
  return Number.NaN;
}
