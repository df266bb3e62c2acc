import type { Quartiles } from './quartiles.ts';

/** A column, with how its values are written for people. */
export type TableColumn = {
  readonly title: string;
  /**
   * `share` from 0 to 1 is written in percent, `usd` in US dollars, `score` with three digits, and `quartiles` as
   * `median (q1-q3)`.
   */
  readonly kind: 'text' | 'count' | 'share' | 'usd' | 'score' | 'quartiles';
};

/** A value of a column's kind; `undefined` where there is none. */
export type TableCell = string | number | Quartiles | undefined;

/** A table as a value; plain JSON. Each row has a cell for each column. */
export type Table = {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
};

/** Writes a table as GitHub's Markdown does, with numbers to the right and rounded; `-` where there is no value. */
export function toMarkdown({ columns, rows }: Table): string {
  const texts = [
    columns.map(({ title }) => escapeMarkdown(title)),
    ...rows.map((row) => columns.map(({ kind }, index) => escapeMarkdown(formatCell(row[index], kind)))),
  ];
  const widths = columns.map((_, index) => Math.max(3, ...texts.map((row) => row[index]?.length ?? 0)));
  const isText = (index: number): boolean => columns[index]?.kind === 'text';
  const lines = texts.map((row) => {
    const cells = row.map((text, index) => {
      const width = widths[index] ?? 0;
      return isText(index) ? text.padEnd(width) : text.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, index) =>
    isText(index) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [lines[0], `| ${rule.join(' | ')} |`, ...lines.slice(1)].join('\n') + '\n';
}

/**
 * Writes a table as CSV (RFC 4180, lines end with `\n`), with values as they are and not rounded; empty where there
 * is none. A column of quartiles becomes three.
 */
export function toCsv({ columns, rows }: Table): string {
  const titles = columns.flatMap(({ title, kind }) =>
    kind === 'quartiles' ? [`${title} median`, `${title} q1`, `${title} q3`] : [title],
  );
  const lines = rows.map((row) => columns.flatMap(({ kind }, index) => toCsvCells(row[index], kind)));
  return [titles, ...lines].map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

/** The text of a cell as people read it. */
function formatCell(value: TableCell, kind: TableColumn['kind']): string {
  if (value === undefined) return '-';
  if (typeof value === 'object') return `${round(value.median)} (${round(value.q1)}-${round(value.q3)})`;
  if (typeof value === 'string') return value;
  if (kind === 'share') return `${(value * 100).toFixed(2)}%`;
  if (kind === 'usd') return `$${value.toFixed(4)}`;
  return kind === 'score' ? value.toFixed(3) : String(value);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\|`*<>[\]]/g, (mark) => `\\${mark}`)
    .replaceAll('&', '&amp;');
}

function toCsvCells(value: TableCell, kind: TableColumn['kind']): string[] {
  if (kind === 'quartiles') {
    const { median, q1, q3 } = typeof value === 'object' ? value : {};
    return [median, q1, q3].map((number) => (number === undefined ? '' : String(number)));
  }
  return [value === undefined || typeof value === 'object' ? '' : String(value)];
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
