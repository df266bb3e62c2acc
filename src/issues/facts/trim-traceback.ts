import { parsePatch } from '../../patches/parse-patch.ts';
import { programName } from './run-programs.ts';

/** Line ranges of the buggy files that the patch of an instance shows, by path. */
export type ChangedLines = ReadonlyMap<string, readonly (readonly [first: number, last: number])[]>;

/** The lines of the buggy files that a patch shows. */
export function findChangedLines(patch: string): ChangedLines {
  const ranges = new Map<string, (readonly [number, number])[]>();
  for (const { newPath, hunks } of parsePatch(patch)) {
    if (newPath === null) continue;
    ranges.set(
      newPath,
      hunks.map(({ newStart, newLength }) => [newStart, newStart + Math.max(newLength, 1) - 1] as const),
    );
  }
  return ranges;
}

/**
 * The last traceback a program printed, with paths as the repository has them and without the calls that would
 * show the changed lines; `undefined` when there is none.
 */
export function trimTraceback(stderr: string, root: string, changed: ChangedLines): string | undefined {
  const begin = stderr.lastIndexOf(heading);
  if (begin === -1) return undefined;
  const lines = stderr.slice(begin).trimEnd().split('\n').slice(1);
  const end = lines.findIndex((line) => !/^\s/.test(line));
  if (end === -1) return undefined;
  const frames: string[] = [];
  for (const frame of splitFrames(lines.slice(0, end))) {
    const shown = showFrame(frame, root, changed);
    if (shown !== omission || frames.at(-1) !== omission) frames.push(shown);
  }
  const exception = lines.slice(end, end + maxExceptionLines);
  return [heading, ...frames, ...exception].join('\n').replaceAll(`${root}/`, '');
}

/** The line that names an exception: its type without the module, and its message. */
export function readException(traceback: string): { readonly type: string; readonly message: string } {
  const lines = traceback.split('\n');
  const line = lines.slice(1).find((each) => !/^\s/.test(each)) ?? lines.at(-1) ?? '';
  const [, name = line, message = ''] = /^([\w.]+)(?:: (.*))?$/s.exec(line) ?? [];
  return { type: name.split('.').at(-1) ?? name, message };
}

const heading = 'Traceback (most recent call last):';
const omission = '  ...';
const maxExceptionLines = 12;

function splitFrames(lines: readonly string[]): string[][] {
  const frames: string[][] = [];
  for (const line of lines) {
    if (/^ {2}File "/.test(line)) frames.push([line]);
    else frames.at(-1)?.push(line);
  }
  return frames;
}

function showFrame(lines: readonly string[], root: string, changed: ChangedLines): string {
  const [first = '', ...rest] = lines;
  const [, path = '', line = '0'] = /^ {2}File "(.*)", line (\d+)/.exec(first) ?? [];
  const text = [first, ...rest.filter((each) => !/^\s*[~^]+\s*$/.test(each))].join('\n');
  if (path.endsWith(`/${programName}`)) return text.replace(path, programName);
  if (!path.startsWith(`${root}/`)) return omission;
  const relative = path.slice(root.length + 1);
  const ranges = changed.get(relative) ?? [];
  const isChanged = ranges.some(([begin, end]) => Number(line) >= begin && Number(line) <= end);
  return isChanged ? omission : text.replace(path, relative);
}
