import type { ValidationResult } from '../validation/validation-result.ts';
import type { InstanceSummary, YieldSummary } from './dataset-summary.ts';
import { Histogram } from './quartiles.ts';

/** Sizes of one instance; `undefined` where not known. */
export type InstanceSizes = {
  readonly repository: string;
  readonly failToPass: number;
  readonly lines: number | undefined;
  readonly functions: number | undefined;
  readonly files: number | undefined;
  readonly isRepeatedPatch: boolean;
};

/** Adds up results and instances, with memory that does not grow with them. */
export class GroupCounter {
  readonly #byStatus: Partial<Record<ValidationResult['status'], number>> = {};
  #candidates = 0;
  #costUsd = 0;
  #costUnknown = 0;
  #instances = 0;
  #repeatedPatches = 0;
  readonly #repositories = new Set<string>();
  readonly #sizes = {
    failToPass: new Histogram(),
    lines: new Histogram(),
    functions: new Histogram(),
    files: new Histogram(),
  };

  addResult({ status, candidate }: ValidationResult): void {
    this.#candidates += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (candidate.costUsd === undefined) this.#costUnknown += 1;
    else this.#costUsd += candidate.costUsd;
  }

  addInstance(sizes: InstanceSizes): void {
    this.#instances += 1;
    this.#repositories.add(sizes.repository);
    if (sizes.isRepeatedPatch) this.#repeatedPatches += 1;
    for (const name of ['failToPass', 'lines', 'functions', 'files'] as const) {
      if (sizes[name] !== undefined) this.#sizes[name].add(sizes[name]);
    }
  }

  toSummary(): YieldSummary & InstanceSummary {
    const candidates = this.#candidates;
    const valid = this.#byStatus.valid ?? 0;
    const costUsd = this.#costUnknown === 0 ? this.#costUsd : undefined;
    return {
      candidates,
      valid,
      yield: candidates === 0 ? undefined : valid / candidates,
      byStatus: { ...this.#byStatus },
      costUsd,
      costPerCandidateUsd: costUsd === undefined || candidates === 0 ? undefined : costUsd / candidates,
      costUnknown: this.#costUnknown,
      instances: this.#instances,
      repositories: this.#repositories.size,
      failToPass: this.#sizes.failToPass.quartiles(),
      lines: this.#sizes.lines.quartiles(),
      functions: this.#sizes.functions.quartiles(),
      files: this.#sizes.files.quartiles(),
      repeatedPatches: this.#repeatedPatches,
    };
  }
}
