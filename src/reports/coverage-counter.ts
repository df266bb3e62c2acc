import type { TaskInstance } from '../instances/task-instance.ts';
import type { BugCoverage, RepositorySummary } from './dataset-summary.ts';

/** Collects the tests of each repository, and which of them instances break. */
export class CoverageCounter {
  readonly #repositories = new Map<
    string,
    { instances: number; readonly tests: Set<string>; readonly broken: Set<string> }
  >();

  add(repository: string, { FAIL_TO_PASS: failToPass, PASS_TO_PASS: passToPass }: TaskInstance): void {
    const found = this.#repositories.get(repository) ?? { instances: 0, tests: new Set(), broken: new Set() };
    this.#repositories.set(repository, found);
    found.instances += 1;
    for (const test of passToPass) found.tests.add(test);
    for (const test of failToPass) {
      found.tests.add(test);
      found.broken.add(test);
    }
  }

  toSummaries(): RepositorySummary[] {
    return [...this.#repositories.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([repository, { instances, tests, broken }]) => ({
        repository,
        instances,
        ...toCoverage(tests.size, broken.size),
      }));
  }
}

/** Bug coverage of several repositories together. */
export function addCoverage(parts: readonly BugCoverage[]): BugCoverage {
  const sum = (field: 'tests' | 'brokenTests'): number =>
    parts.reduce((total, part) => total + part[field], 0);
  return toCoverage(sum('tests'), sum('brokenTests'));
}

function toCoverage(tests: number, brokenTests: number): BugCoverage {
  return { tests, brokenTests, bugCoverage: tests === 0 ? undefined : brokenTests / tests };
}
