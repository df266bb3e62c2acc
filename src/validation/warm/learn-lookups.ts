import type { TestStatus } from '../../parsers/test-output-parser.ts';
import { findFlakyTests } from '../flaky-tests.ts';
import type { Lookups } from './coverage.ts';
import { tracedRuns, type WarmReport } from './warm-report.ts';

/**
 * What a traced run learned of look-ups of methods; a test that came out differently because it was watched is
 * left out, so that nothing is known of it.
 */
export function learnLookups(
  report: WarmReport,
  clean: ReadonlyMap<string, TestStatus>,
): Lookups | undefined {
  const { sought } = report;
  if (sought === undefined) return undefined;
  const keys = [
    ...new Set([sought.importing, ...sought.alone.values(), ...sought.inOrder.values()].flat()),
  ].toSorted();
  const places = new Map(keys.map((key, place) => [key, place]));
  const write = (found: Iterable<string>): string =>
    writeRanges([...found].map((key) => places.get(key) ?? 0));
  const run = (number: number): ReadonlyMap<string, TestStatus> =>
    report.runs.get(number)?.tests ?? new Map();
  const runs = { clean, alone: run(tracedRuns.probedAlone), inOrder: run(tracedRuns.probed) };
  const disturbed = new Set(findFlakyTests(runs).map(({ test }) => test));
  const tests: Record<string, string> = {};
  const orderDependent = new Set<string>();
  for (const id of clean.keys()) {
    const [alone, inOrder] = [sought.alone.get(id), sought.inOrder.get(id)];
    if (alone === undefined || inOrder === undefined || disturbed.has(id)) continue;
    const both = new Set([...alone, ...inOrder]);
    tests[id] = write(both);
    for (const key of both) if (!alone.includes(key) || !inOrder.includes(key)) orderDependent.add(key);
  }
  return {
    keys,
    watched: sought.watched,
    importing: write(sought.importing),
    tests,
    orderDependent: write(orderDependent),
  };
}

function writeRanges(places: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const place of places.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && place === last[1] + 1) last[1] = place;
    else ranges.push([place, place]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
