import type { EvaluationResult } from './evaluation-result.ts';

/** How far an evaluation is, for `onProgress`. */
export type EvaluationProgress = {
  /** Predictions with a result. */
  readonly finished: number;
  /** Number of predictions; `undefined` when it is not known. */
  readonly total: number | undefined;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<EvaluationResult['status'], number>>>;
  /** How many results were stored before. */
  readonly stored: number;
  readonly elapsedMs: number;
};

/** Counts results as they come. */
export class EvaluationCounter {
  readonly #total: number | undefined;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #byStatus: Partial<Record<EvaluationResult['status'], number>> = {};
  #finished = 0;
  #stored = 0;

  constructor(total: number | undefined, now: () => number) {
    this.#total = total;
    this.#now = now;
    this.#startedAt = now();
  }

  add({ status }: EvaluationResult, isStored: boolean): EvaluationProgress {
    this.#finished += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (isStored) this.#stored += 1;
    return {
      finished: this.#finished,
      total: this.#total,
      byStatus: { ...this.#byStatus },
      stored: this.#stored,
      elapsedMs: this.#now() - this.#startedAt,
    };
  }
}
