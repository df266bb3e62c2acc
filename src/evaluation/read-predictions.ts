import { DataFormatError } from '../errors/data-format-error.ts';
import { readChunks, readWholeFile } from '../instances/read-chunks.ts';
import { readJsonPieces } from '../instances/read-instances.ts';
import { checkData, parseJson } from '../json/json-data.ts';
import { isSpace } from '../json/json-pieces.ts';
import { type Prediction, predictionSchema } from './prediction.ts';

/** Options of {@link readPredictions}. */
export type ReadPredictionsOptions = {
  /**
   * `json` is a list, an object with predictions by id, or a single prediction; `jsonl` has one a line.
   * @default 'json' when the path ends in `.json`, else 'jsonl'
   */
  readonly format?: 'json' | 'jsonl' | undefined;
};

/**
 * Reads predictions in any of the forms the ecosystem's tools write: a JSON list, a JSON object by instance id,
 * JSON Lines.
 *
 * Shapes: in an object by id a value may be a prediction, whose `instance_id` may be left out, or a bare patch.
 * An absent `model_patch` is `null`, an absent `model_name_or_path` is `unknown`; other fields are kept. Lists and
 * lines are read one after the other, objects whole.
 *
 * @throws {DataFormatError} with file, line and field, when the file cannot be read or holds something else.
 */
export async function* readPredictions(
  path: string,
  { format = path.toLowerCase().endsWith('.json') ? 'json' : 'jsonl' }: ReadPredictionsOptions = {},
): AsyncIterable<Prediction> {
  if (format === 'json' && !(await isList(path))) {
    yield* readObject(path, await readWholeFile(path));
    return;
  }
  for await (const { bytes, line } of readJsonPieces(path, format)) {
    const place = { file: path, line };
    yield checkData(predictionSchema, parseJson(bytes, place), place);
  }
}

/** Whether the first character of a file that is not white space begins a list. */
async function isList(path: string): Promise<boolean> {
  const byteOrderMark = [0xef, 0xbb, 0xbf];
  for await (const chunk of readChunks(path)) {
    const first = chunk.find((byte) => !isSpace(byte) && !byteOrderMark.includes(byte));
    if (first !== undefined) return first === 0x5b;
  }
  throw new DataFormatError({ file: path, reason: 'predictions are expected, but the file is empty' });
}

function* readObject(file: string, bytes: Uint8Array): Iterable<Prediction> {
  const value = parseJson(bytes, { file });
  if (typeof value !== 'object' || value === null) {
    throw new DataFormatError({ file, line: 1, reason: 'a list or an object of predictions is expected' });
  }
  if ('instance_id' in value && 'model_patch' in value && typeof value.instance_id === 'string') {
    yield checkData(predictionSchema, value, { file, line: 1 });
    return;
  }
  const text = new TextDecoder().decode(bytes);
  let searched = 0;
  for (const [id, entry] of Object.entries(value)) {
    // The order of the text, but for ids that are numbers; those are looked for from the beginning.
    const key = JSON.stringify(id);
    const found = text.indexOf(key, searched);
    const offset = found < 0 ? text.indexOf(key) : found;
    if (found >= 0) searched = found + key.length;
    yield readEntry(id, entry, { file, line: offset < 0 ? undefined : countLines(text, offset) });
  }
}

function readEntry(
  id: string,
  entry: unknown,
  place: { readonly file: string; readonly line: number | undefined },
): Prediction {
  const isBare = typeof entry === 'string' || entry === null;
  const fields: unknown = isBare ? { model_patch: entry } : entry;
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new DataFormatError({
      ...place,
      field: `[${JSON.stringify(id)}]`,
      reason: 'a prediction or a patch is expected',
    });
  }
  const prediction = checkData(predictionSchema, { instance_id: id, ...fields }, place);
  if (prediction.instance_id === id) return prediction;
  const reason = `it is \`${prediction.instance_id}\`, but the prediction is listed as \`${id}\``;
  throw new DataFormatError({ ...place, field: 'instance_id', reason });
}

/** The 1-based line an offset lies in. */
function countLines(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
