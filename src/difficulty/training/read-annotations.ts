import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { guessFormat } from '../../instances/instance-format.ts';
import { readChunks } from '../../instances/read-chunks.ts';
import { readJsonPieces } from '../../instances/read-instances.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import { parseDifficulty } from '../answer/parse-difficulty.ts';
import type { FixTime } from '../difficulty-label.ts';

/** What one annotator, or several together, said about an instance. */
export type DifficultyAnnotation = {
  readonly instanceId: string;
  /** `undefined` where what is written is none of the four times. */
  readonly fixTime: FixTime | undefined;
  /** As the file has it. */
  readonly written: string;
};

const rowSchema = z.looseObject({ instance_id: z.string().min(1), difficulty: z.string().nullable() });

/**
 * Reads annotations of difficulty, one after the other: CSV with a header where the name ends in `.csv`, else JSON,
 * a list where it ends in `.json` and one object a line where not.
 *
 * Shapes: every row has `instance_id` and `difficulty`, one of the four times; other columns are passed over. The
 * files of SWE-bench Verified's annotation are read as they are: `ensembled_annotations_public.csv` has a row for
 * each instance, `samples_with_3_annotations_public.csv` one for each annotator of it.
 *
 * @throws {DataFormatError} with file, line and field, when the file cannot be read or lacks a column.
 */
export async function* readDifficultyAnnotations(path: string): AsyncGenerator<DifficultyAnnotation> {
  const rows = /\.csv$/i.test(path) ? readCsv(path) : readJson(path);
  for await (const { value, line } of rows) {
    const row = checkData(rowSchema, value, { file: path, line });
    const written = row.difficulty ?? '';
    const parsed = parseDifficulty(written);
    const fixTime = parsed.status === 'rated' ? parsed.fixTime : undefined;
    yield { instanceId: row.instance_id, fixTime, written };
  }
}

type Row = { readonly value: unknown; readonly line: number };

async function* readJson(path: string): AsyncGenerator<Row> {
  for await (const { bytes, line } of readJsonPieces(path, guessFormat(path))) {
    yield { value: parseJson(bytes, { file: path, line }), line };
  }
}

/** Notes of annotators hold line breaks, commas and quotes. */
async function* readCsv(path: string): AsyncGenerator<Row> {
  const parser = parse({ columns: true, bom: true, info: true, skip_empty_lines: true });
  const source = Readable.from(readChunks(path));
  source.once('error', (error) => parser.destroy(error));
  try {
    for await (const row of source.pipe(parser)) {
      const { record, info } = row as { record: unknown; info: { lines: number } };
      yield { value: record, line: info.lines };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : undefined;
    throw new DataFormatError({ file: path, line, reason: `it is no CSV (${cause.message})`, cause });
  } finally {
    source.destroy();
  }
}
