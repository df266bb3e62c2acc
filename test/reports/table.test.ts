import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Table, toCsv, toMarkdown } from 'bugsmith';

function tableOf(...cells: readonly string[]): Table {
  return { columns: [{ title: 'Name', kind: 'text' }], rows: cells.map((cell) => [cell]) };
}

describe('toCsv', () => {
  it('quotes what needs it', () => {
    expect(toCsv(tableOf('a', 'a,b', 'say "x"', 'two\nlines', ' edge', ''))).toBe(
      'Name\na\n"a,b"\n"say ""x"""\n"two\nlines"\n" edge"\n\n',
    );
  });

  it('is read back as it was', () => {
    const text = fc.string({ unit: 'binary' }).filter((cell) => !/[\ud800-\udfff]/.test(cell));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.integer(), fc.option(fc.double({ noNaN: true }), { nil: undefined })), {
          maxLength: 6,
        }),
        (rows) => {
          const columns = [
            { title: 'A, "b"', kind: 'text' },
            { title: 'N', kind: 'count' },
            { title: 'X', kind: 'share' },
          ] as const;
          const read: string[][] = parse(toCsv({ columns, rows }), { record_delimiter: '\n' });
          expect(read).toEqual([
            ['A, "b"', 'N', 'X'],
            ...rows.map(([name, count, share]) => [
              name,
              String(count),
              share === undefined ? '' : String(share),
            ]),
          ]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('toMarkdown', () => {
  it('keeps a cell in its cell', () => {
    expect(toMarkdown(tableOf('a|b', 'x\ny', '<b>&*'))).toBe(
      '| Name         |\n| ------------ |\n| a\\|b         |\n| x y          |\n| \\<b\\>&amp;\\* |\n',
    );
  });

  it('has as many cells in each line, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const columns = [
          { title: 'A', kind: 'text' },
          { title: 'B', kind: 'text' },
        ] as const;
        const lines = toMarkdown({ columns, rows }).trimEnd().split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(3);
      }),
    );
  });
});
