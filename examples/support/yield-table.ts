import type { ValidationResult } from 'bugsmith';

/** What became of the candidates of one modification. */
type Row = { candidates: number; valid: number; timedOut: number; testsBroken: number[] };

/** Counts results by the strategy of their candidate. */
export class YieldCounter {
  readonly rows: Map<string, Row> = new Map();

  add(result: ValidationResult): void {
    const { strategy } = result.candidate;
    const row = this.rows.get(strategy) ?? { candidates: 0, valid: 0, timedOut: 0, testsBroken: [] };
    this.rows.set(strategy, row);
    row.candidates += 1;
    if (result.status === 'timed-out') row.timedOut += 1;
    if (result.status !== 'valid') return;
    row.valid += 1;
    row.testsBroken.push(result.failToPass.length);
  }
}

/** A table of candidates, valid ones, yield and tests broken, with a line for everything together. */
export function formatYield({ rows }: YieldCounter, seconds: number): string {
  const all: Row = { candidates: 0, valid: 0, timedOut: 0, testsBroken: [] };
  for (const row of rows.values()) {
    all.candidates += row.candidates;
    all.valid += row.valid;
    all.timedOut += row.timedOut;
    all.testsBroken.push(...row.testsBroken);
  }
  const named = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = [
    ['modification', 'candidates', 'valid', 'yield', 'timed out', 'tests broken (median)'],
    ...[...named, ['all', all] as const].map(([name, row]) => [
      name,
      String(row.candidates),
      String(row.valid),
      `${row.candidates === 0 ? 0 : Math.round((100 * row.valid) / row.candidates)} %`,
      String(row.timedOut),
      String(median(row.testsBroken)),
    ]),
  ];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return `\n${table.join('\n')}\n\ntime: ${seconds.toFixed(1)} s\n`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length === 0
    ? 0
    : ((sorted[middle] ?? 0) + (sorted[Math.ceil(sorted.length / 2 - 0.5)] ?? 0)) / 2;
}
