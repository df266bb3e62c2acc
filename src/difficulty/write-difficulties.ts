import { writeFileAtomically } from '../instances/atomic-file.ts';
import { stringifyLikePython } from '../instances/python-json.ts';
import type { DifficultyLabel, FixTime } from './difficulty-label.ts';
import { checkVerdict, type DifficultyVerdict } from './difficulty-verdict.ts';

/** Options of {@link writeDifficulties}. */
export type WriteDifficultiesOptions = {
  /**
   * Writes `>4 hours` where that was said, and not `1-4 hours`. SWE-smith's script knows no `>4 hours` and leaves it
   * out of its score. @default false
   */
  readonly keepLongest?: boolean | undefined;
  /** Leaves out instances without a rating, which are written as `error` else. @default false */
  readonly onlyRated?: boolean | undefined;
};

const times: Readonly<Record<DifficultyLabel, FixTime>> = {
  easy: '<15 min fix',
  medium: '15 min - 1 hour',
  hard: '1-4 hours',
};

/**
 * Writes ratings as SWE-smith's script does, commonly to `<dataset>_difficulties.jsonl`, one a line as they come:
 * `{"instance_id": "...", "difficulty": "15 min - 1 hour"}`.
 *
 * Outcomes: the file appears, or is replaced, when all are written; if `ratings` or the disk fails before that, what
 * was there stays as it was. Missing directories are made.
 *
 * @throws {InvalidArgumentError} when one of the values is no rating.
 */
export async function writeDifficulties(
  path: string,
  ratings: Iterable<DifficultyVerdict> | AsyncIterable<DifficultyVerdict>,
  options: WriteDifficultiesOptions = {},
): Promise<void> {
  await writeFileAtomically(path, formatRows(ratings, options));
}

async function* formatRows(
  ratings: Iterable<DifficultyVerdict> | AsyncIterable<DifficultyVerdict>,
  { keepLongest = false, onlyRated = false }: WriteDifficultiesOptions,
): AsyncGenerator<string> {
  for await (const value of ratings) {
    const verdict = checkVerdict(value);
    if (verdict.status === 'unrated' && onlyRated) continue;
    const difficulty = verdict.status === 'unrated' ? 'error' : toText(verdict, keepLongest);
    yield `${stringifyLikePython({ instance_id: verdict.instanceId, difficulty })}\n`;
  }
}

function toText(
  { label, fixTime }: Extract<DifficultyVerdict, { readonly status: 'rated' }>,
  keepLongest: boolean,
): FixTime {
  return keepLongest && fixTime === '>4 hours' ? fixTime : times[label];
}
