import type { TestStatus } from '../parsers/test-output-parser.ts';
import { sideOf } from './compare-runs.ts';

/** A test that disagreed with itself on the unchanged repository. */
export type FlakyTest = {
  readonly test: string;
  /** What it did in each run, by the run's name; `missing` where it was not reported. */
  readonly statuses: Readonly<Record<string, TestStatus | 'missing'>>;
};

/** Runs of the unchanged suite by name; the first one counts. */
export type NamedRuns = Readonly<Record<string, ReadonlyMap<string, TestStatus>>>;

/** The tests of the first run that did not come out the same in all. */
export function findFlakyTests(runs: NamedRuns): FlakyTest[] {
  const [first = new Map<string, TestStatus>()] = Object.values(runs);
  return [...first.keys()].flatMap((test) => {
    const statuses = Object.entries(runs).map(([name, run]) => [name, run.get(test) ?? 'missing'] as const);
    const sides = new Set(statuses.map(([, status]) => (status === 'missing' ? status : sideOf(status))));
    return sides.size === 1 ? [] : [{ test, statuses: Object.fromEntries(statuses) }];
  });
}
