import { type FixTime, fixTimes } from '../difficulty-label.ts';

/** How several annotators become one label. */
export type Ensemble = 'majority' | 'median';

/**
 * One time for several: what more than half of them say, or else the one in the middle; the shorter one where two
 * are in the middle. `undefined` for none.
 *
 * @source Paper, section E.
 */
export function ensembleFixTimes(times: readonly FixTime[], ensemble: Ensemble): FixTime | undefined {
  if (ensemble === 'majority') {
    const majority = fixTimes.find(
      (time) => times.filter((other) => other === time).length * 2 > times.length,
    );
    if (majority !== undefined) return majority;
  }
  const sorted = times.toSorted((one, other) => fixTimes.indexOf(one) - fixTimes.indexOf(other));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
