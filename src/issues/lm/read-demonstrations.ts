import { z } from 'zod';

import { guessFormat, type InstanceFormat } from '../../instances/instance-format.ts';
import { readJsonPieces } from '../../instances/read-instances.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { CountTokens } from '../../providers/count-tokens.ts';
import { createRandom } from '../../strategies/random.ts';
import { shortenText } from '../shortening/shorten-text.ts';

/** Options of {@link readDemonstrations}. */
export type ReadDemonstrationsOptions = {
  /** @default 'json' when the path ends in `.json`, else 'jsonl' */
  readonly format?: InstanceFormat | undefined;
  /** How many are drawn. @default all */
  readonly count?: number | undefined;
  /** Decides which are drawn. @default 24 */
  readonly seed?: number | undefined;
  /** Longer ones are shortened in the middle. @default 2_000 */
  readonly maxTokens?: number | undefined;
  /** @default four bytes of UTF-8 are one token */
  readonly countTokens?: CountTokens | undefined;
};

const rowSchema = z.looseObject({ problem_statement: z.string() });

/**
 * Reads problem statements for `lmIssues` to take after, from a file of SWE-bench's rows such as SWE-bench Verified.
 *
 * Shapes: the file has one row a line, or is a list; of each row only `problem_statement` is read. Blank ones and
 * repetitions are left out. Drawn ones come in the order they are drawn, all in that of the file.
 *
 * @throws {DataFormatError} with file, line and field, when the file cannot be read or holds something else.
 * @throws {InvalidArgumentError} when an option is out of its range.
 */
export async function readDemonstrations(
  path: string,
  {
    format = guessFormat(path),
    count,
    seed = 24,
    maxTokens = 2000,
    countTokens,
  }: ReadDemonstrationsOptions = {},
): Promise<string[]> {
  if (count !== undefined) checkNumber('count', count, { least: 1, isWhole: true });
  checkNumber('maxTokens', maxTokens, { least: 1 });
  const texts = new Set<string>();
  for await (const { bytes, line } of readJsonPieces(path, format)) {
    const place = { file: path, line };
    const { problem_statement: text } = checkData(rowSchema, parseJson(bytes, place), place);
    if (text.trim() !== '') texts.add(text);
  }
  const drawn = count === undefined ? [...texts] : createRandom('demonstrations', seed).shuffle([...texts]);
  return drawn.slice(0, count).map((text) => shortenText(text, { maxTokens, countTokens }).text);
}
