import type { LimitPoint } from './analysis.ts';

/** What one run used, and whether it resolved its instance. */
export type RunUse = { readonly used: number; readonly isResolved: boolean };

/**
 * Counts what would have been resolved under lower limits.
 *
 * @source Paper, section F.3.1: a run that ended after n steps would have failed under a limit below n.
 */
export function createLimitCurve(uses: readonly RunUse[], limits: readonly number[]): LimitPoint[] {
  return limits.map((limit) => ({
    limit,
    resolved: uses.filter(({ used, isResolved }) => isResolved && used <= limit).length,
    meanUsed: meanOf(uses.map(({ used }) => Math.min(used, limit))) ?? 0,
  }));
}

/** So many limits of the same distance, with round steps, up to the first at or above what any run used. */
export function chooseLimits(uses: readonly RunUse[], count: number): number[] {
  const most = uses.reduce((highest, { used }) => Math.max(highest, used), 0);
  if (most === 0) return [];
  const rough = most / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.ceil(most / step - 1e-9) }, (_, index) =>
    Number(((index + 1) * step).toPrecision(12)),
  );
}

/** The mean; `undefined` of nothing. */
export function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
