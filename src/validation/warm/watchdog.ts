import type { WarmReport } from './warm-report.ts';

/** How long a process may take to start, beyond the bound of a run. */
export const startMs = 60_000;
/** How long what is no run of tests may take, such as putting files back. */
const graceMs = 15_000;

/** Tells a process that works from one that a candidate keeps from going on. */
export class Watchdog {
  readonly #timeoutMs: number;
  #steps = 0;
  #notedMs: number = performance.now();

  /** `timeoutMs` bounds each run of tests. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Whether the process had made no step for too long when it was asked for its report, at `askedMs` of
   * `performance.now()`. An answer that takes long to come is not its fault.
   */
  isStuck({ steps, isTesting }: WarmReport, askedMs: number): boolean {
    // Fewer when a test has emptied the report.
    if (steps !== this.#steps) {
      this.#steps = steps;
      this.#notedMs = performance.now();
      return false;
    }
    return askedMs - this.#notedMs > this.#timeoutMs + (isTesting ? graceMs : startMs);
  }
}
