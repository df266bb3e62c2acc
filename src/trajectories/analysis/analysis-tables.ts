import type { TrajectoryAnalysis } from './analysis.ts';

/** A table of figures; every row has as many cells as there are columns. */
export type AnalysisTable = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
};

/** Lays out an analysis as tables, numbers rounded to what can be read. */
export function toAnalysisTables(analysis: TrajectoryAnalysis): readonly AnalysisTable[] {
  const { runs, malformed, evaluated, resolved, meanTurns, meanCostUsd } = analysis;
  return [
    {
      title: 'Runs',
      columns: ['runs', 'malformed', 'evaluated', 'resolved', 'mean turns', 'mean cost (USD)'],
      rows: [
        [
          runs,
          malformed,
          evaluated,
          resolved,
          round(meanTurns),
          meanCostUsd === undefined ? '' : round(meanCostUsd, 4),
        ],
      ],
    },
    {
      title: 'Base commands',
      columns: ['command', 'count', 'share'],
      rows: analysis.commands.map(({ command, count, share }) => [command, count, percent(share)]),
    },
    {
      title: 'Longest repetition',
      columns: ['at least', 'runs', 'unresolved', 'failure share'],
      rows: analysis.repetitions.map(({ minLength, runs: reached, unresolved, failureShare }) => [
        minLength,
        reached,
        unresolved,
        failureShare === undefined ? '' : percent(failureShare),
      ]),
    },
    {
      title: 'Turn limits',
      columns: ['limit', 'resolved', 'mean turns'],
      rows: analysis.turnCurve.map(({ limit, resolved: within, meanUsed }) => [
        limit,
        within,
        round(meanUsed),
      ]),
    },
    {
      title: 'Cost limits',
      columns: ['limit (USD)', 'resolved', 'mean cost (USD)'],
      rows: analysis.costCurve.map(({ limit, resolved: within, meanUsed }) => [
        limit,
        within,
        round(meanUsed, 4),
      ]),
    },
    {
      title: 'Failures',
      columns: ['failure', 'count', 'share'],
      rows: analysis.failures.map(({ mode, count, share }) => [mode, count, percent(share)]),
    },
  ];
}

/** Writes tables as Markdown, each under its title. */
export function formatMarkdownTables(tables: readonly AnalysisTable[]): string {
  return tables
    .map(({ title, columns, rows }) => {
      const lines = [columns, columns.map(() => '---'), ...rows].map(
        (cells) => `| ${cells.map(escapeCell).join(' | ')} |`,
      );
      return `## ${title}\n\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** Writes a table as CSV (RFC 4180), with a header line. */
export function formatCsvTable({ columns, rows }: AnalysisTable): string {
  const quote = (cell: string | number): string => {
    const text = String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

function escapeCell(cell: string | number): string {
  return String(cell)
    .replaceAll(/[\\|`]/g, '\\$&')
    .replaceAll(/\s+/g, ' ');
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function percent(share: number): string {
  return `${round(share * 100)}%`;
}
