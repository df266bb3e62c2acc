/** A bound of a run: answers of the model, money or time. */
export type RunLimit = 'steps' | 'cost' | 'time';

/** Ends a run from anywhere within it; never leaves the function that began the run. */
export class LimitReached extends Error {
  readonly limit: RunLimit;

  constructor(limit: RunLimit) {
    super(`the limit on ${limit} was reached`);
    this.limit = limit;
  }
}
