/** How instances lie in a file: one a line, or one list. */
export type InstanceFormat = 'jsonl' | 'json';

/** The format a file's name tells: `.json` is a list, everything else has an instance a line. */
export function guessFormat(path: string): InstanceFormat {
  return path.toLowerCase().endsWith('.json') ? 'json' : 'jsonl';
}
