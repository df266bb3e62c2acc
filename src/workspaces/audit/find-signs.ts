import { encodePatch } from '../../patches/patch-bytes.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { FilePatch, HunkLine } from '../../patches/file-patch.ts';

/** What tells the clean version of one changed file. Lines are bytes without the blanks around them. */
export type FileSigns = {
  readonly path: string;
  /** Lines that stand together in the clean version only. */
  readonly blocks: readonly (readonly Uint8Array[])[];
  /** Lines the bug took away, as a difference names them. */
  readonly runs: readonly (readonly Uint8Array[])[];
};

/** Fewer lines, or characters in them, may stand anywhere by chance. */
const least = { blockLines: 3, blockLength: 60, runLength: 12 };

/** Finds, for each file a patch changes, what only the version before the patch has. */
export function findSigns(patch: string, buggyTexts: ReadonlyMap<string, string | null>): FileSigns[] {
  return parsePatch(patch).map((file) => {
    const path = file.oldPath ?? file.newPath ?? '';
    const buggyLines = normalize((buggyTexts.get(path) ?? '').split('\n'));
    return { path, blocks: findBlocks(file, buggyLines), runs: findRuns(file) };
  });
}

/** Around each change, the smallest piece of the old side that says enough and the buggy file has not. */
function findBlocks({ hunks }: FilePatch, buggyLines: readonly string[]): Uint8Array[][] {
  return hunks.flatMap(({ lines }) => {
    const old = lines.filter(({ kind }) => kind !== 'added').map(({ text }) => text.trim());
    return findSpans(lines).flatMap(({ start, end }) => {
      let [from, to] = [start, end];
      for (;;) {
        const block = normalize(old.slice(from, to));
        if (saysEnough(block) && !holds(buggyLines, block)) return [block.map(toBytes)];
        if (from === 0 && to === old.length) {
          return block.length > 0 && !holds(buggyLines, block) ? [block.map(toBytes)] : [];
        }
        from = Math.max(0, from - 1);
        to = Math.min(old.length, to + 1);
      }
    });
  });
}

/** The changed places as half-open spans of the lines of the old side; empty where lines were only added. */
function findSpans(lines: readonly HunkLine[]): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let index = 0;
  let isOpen = false;
  for (const { kind } of lines) {
    if (kind === 'context') isOpen = false;
    else if (!isOpen) {
      spans.push({ start: index, end: index });
      isOpen = true;
    }
    if (kind !== 'added') index += 1;
    const last = spans.at(-1);
    if (kind === 'removed' && last !== undefined) last.end = index;
  }
  return spans;
}

function findRuns({ hunks }: FilePatch): Uint8Array[][] {
  return hunks.flatMap(({ lines }) => {
    const runs: string[][] = [[]];
    for (const { kind, text } of lines) {
      if (kind === 'removed') runs.at(-1)?.push(text);
      else if (kind === 'context') runs.push([]);
    }
    return runs
      .map(normalize)
      .filter((run) => run.join('').length >= least.runLength)
      .map((run) => run.map(toBytes));
  });
}

function normalize(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function saysEnough(block: readonly string[]): boolean {
  return block.length >= least.blockLines && block.join('').length >= least.blockLength;
}

function holds(lines: readonly string[], block: readonly string[]): boolean {
  return lines.some((_, start) => block.every((line, offset) => lines[start + offset] === line));
}

function toBytes(line: string): Uint8Array {
  return encodePatch(line);
}
