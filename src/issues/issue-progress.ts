import type { IssueResult } from './issue-result.ts';
import type { IssueProgress } from './write-issues-options.ts';

/** Counts results as they come. */
export class ProgressCounter {
  readonly #byStatus: Partial<Record<IssueResult['status'], number>> = {};
  #finished = 0;
  #costUsd: number | undefined = 0;

  add({ status, costUsd }: Pick<IssueResult, 'status' | 'costUsd'>): IssueProgress {
    this.#finished += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    this.#costUsd =
      this.#costUsd === undefined || costUsd === undefined ? undefined : this.#costUsd + costUsd;
    return { finished: this.#finished, byStatus: { ...this.#byStatus }, costUsd: this.#costUsd };
  }
}
