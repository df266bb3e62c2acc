import type { Sandbox } from '../runtimes/sandbox.ts';
import { EditProblem } from './edit-text.ts';

/**
 * Lines of a text with their numbers; a range's ends are 1-based and included.
 *
 * @throws {EditProblem} when the range is none.
 */
export function showLines(
  text: string,
  range: readonly number[] | undefined,
  maxOutputBytes: number,
): string {
  const lines = text.split('\n');
  // What follows the last line feed is no line.
  if (lines.at(-1) === '') lines.pop();
  const [first = 1, asked = -1] = range ?? [];
  const last = asked === -1 ? lines.length : Math.min(asked, lines.length);
  if (range !== undefined && (range.length !== 2 || first < 1 || first > Math.max(last, 1))) {
    throw new EditProblem(`\`view_range\` must be two lines of the file, which has ${lines.length}`);
  }
  const shown: string[] = [];
  let size = 0;
  for (let number = first; number <= last; number += 1) {
    const line = `${String(number).padStart(6)}  ${(lines[number - 1] ?? '').replace(/\r$/, '')}`;
    size += Buffer.byteLength(line) + 1;
    if (size > maxOutputBytes && shown.length > 0) {
      shown.push(`[${last - number + 1} more lines; use \`view_range\` to see them]`);
      break;
    }
    shown.push(line.slice(0, maxOutputBytes));
  }
  // Bytes that are no text are shown as such.
  return shown.length === 0 ? '[the file is empty]' : shown.join('\n').toWellFormed();
}

/**
 * What is in a directory, two levels deep, without what is hidden.
 *
 * @throws {EditProblem} when it is no directory.
 */
export async function showDirectory(
  path: string,
  options: {
    readonly sandbox: Sandbox;
    readonly maxOutputBytes: number;
    readonly abortSignal: AbortSignal;
  },
): Promise<string> {
  const { sandbox, maxOutputBytes, abortSignal } = options;
  const directory = path.startsWith('/') ? path : `./${path}`;
  const { exitCode, stdout } = await sandbox.exec({
    command: ['sh', '-c', listScript, 'sh', directory],
    maxOutputBytes,
    timeoutMs: 60_000,
    abortSignal,
  });
  if (exitCode !== 0) throw new EditProblem(`\`${path}\` is neither a file nor a directory that can be read`);
  return stdout.trimEnd() === '' ? '[the directory is empty]' : stdout.trimEnd();
}

const listScript = `
[ -d "$1" ] || exit 1
cd "$1" && find . -mindepth 1 -maxdepth 2 ! -path '*/.*' | sed 's/^..//' | LC_ALL=C sort
`;
