import type { ValidationResult } from './validation-result.ts';

/** How far a validation is, for `onProgress`. */
export type ValidationProgress = {
  /** Candidates with a result. */
  readonly finished: number;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<ValidationResult['status'], number>>>;
  /** Share of the finished candidates that are valid, from 0 to 1. */
  readonly yield: number;
  readonly elapsedMs: number;
  /** Candidates a second since the first one began; those whose result was stored do not count. */
  readonly perSecond: number;
  /** Time left at this rate; `undefined` when the number of candidates or the rate is not known. */
  readonly remainingMs: number | undefined;
  /** Candidates tested both ways, and how many of them came out differently. */
  readonly audited: number;
  readonly disagreed: number;
};

/** Counts results as they come. */
export class ProgressCounter {
  readonly #total: number | undefined;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** When the last stored result came before the first of a candidate that was tested. */
  #testingSince: number;
  readonly #byStatus: Partial<Record<ValidationResult['status'], number>> = {};
  #finished = 0;
  #tested = 0;
  #audited = 0;
  #disagreed = 0;

  constructor(total: number | undefined, now: () => number) {
    this.#total = total;
    this.#now = now;
    this.#startedAt = now();
    this.#testingSince = this.#startedAt;
  }

  addAudit(agrees: boolean): void {
    this.#audited += 1;
    if (!agrees) this.#disagreed += 1;
  }

  add(
    { status }: ValidationResult,
    { isStored = false }: { readonly isStored?: boolean } = {},
  ): ValidationProgress {
    const now = this.#now();
    this.#finished += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (!isStored) this.#tested += 1;
    else if (this.#tested === 0) this.#testingSince = now;
    const testingMs = now - this.#testingSince;
    return {
      finished: this.#finished,
      byStatus: { ...this.#byStatus },
      yield: (this.#byStatus.valid ?? 0) / this.#finished,
      elapsedMs: now - this.#startedAt,
      perSecond: testingMs > 0 ? (this.#tested * 1000) / testingMs : 0,
      remainingMs: this.#estimate(testingMs),
      audited: this.#audited,
      disagreed: this.#disagreed,
    };
  }

  #estimate(testingMs: number): number | undefined {
    if (this.#total === undefined) return undefined;
    const left = Math.max(0, this.#total - this.#finished);
    if (left === 0) return 0;
    return this.#tested === 0 ? undefined : (testingMs / this.#tested) * left;
  }
}
