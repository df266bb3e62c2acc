/** A bound of the run: answers of the model, money or time. */
export type InstallationLimit = 'steps' | 'cost' | 'time';

/** Ends a run from anywhere within it; never leaves `installRepository`. */
export class LimitReached extends Error {
  readonly limit: InstallationLimit;

  constructor(limit: InstallationLimit) {
    super(`the limit on ${limit} was reached`);
    this.limit = limit;
  }
}
