import { PatchFormatError } from '../errors/patch-error.ts';
import type { Hunk, HunkLine } from './file-patch.ts';

const header = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;
const kinds = new Map<string, HunkLine['kind']>([
  [' ', 'context'],
  ['-', 'removed'],
  ['+', 'added'],
]);

/** Reads the hunks of one file, one after the other. */
export class HunkReader {
  readonly #lines: readonly string[];
  /** The line after the last one read, 0-based. */
  index: number;

  constructor(lines: readonly string[], index: number) {
    this.#lines = lines;
    this.index = index;
  }

  isAtHunk(): boolean {
    return this.#lines[this.index]?.startsWith('@@ -') === true;
  }

  read(): Hunk {
    const start = this.index;
    const match = header.exec(this.#lines[start] ?? '');
    if (!match)
      throw new PatchFormatError({ line: start + 1, reason: 'the header of the hunk is malformed' });
    const [oldStart, oldLength, newStart, newLength] = [1, 2, 3, 4].map((group) =>
      Number(match[group] ?? 1),
    ) as [number, number, number, number];
    this.index += 1;
    const lines = this.#readLines(oldLength, newLength);
    if (!lines.some(({ kind }) => kind !== 'context')) {
      throw new PatchFormatError({ line: start + 1, reason: 'the hunk changes nothing' });
    }
    return { oldStart, oldLength, newStart, newLength, lines };
  }

  #readLines(oldLength: number, newLength: number): HunkLine[] {
    const lines: HunkLine[] = [];
    let oldLeft = oldLength;
    let newLeft = newLength;
    while (oldLeft > 0 || newLeft > 0) {
      const line = this.#lines[this.index];
      // Some mailers and editors strip the blank of an empty context line.
      const kind = line === '\n' || line === '\r\n' ? 'context' : kinds.get(line?.[0] ?? '');
      if (line === undefined || kind === undefined) {
        throw new PatchFormatError({ line: this.index + 1, reason: 'the hunk ends before its header says' });
      }
      if (kind !== 'added') oldLeft -= 1;
      if (kind !== 'removed') newLeft -= 1;
      if (oldLeft < 0 || newLeft < 0) {
        throw new PatchFormatError({
          line: this.index + 1,
          reason: 'the hunk has more lines than its header says',
        });
      }
      this.index += 1;
      if (!line.endsWith('\n')) {
        throw new PatchFormatError({ line: this.index, reason: 'the patch ends in the middle of a line' });
      }
      const text = line.startsWith('\n') || line.startsWith('\r\n') ? line : line.slice(1);
      const endsWithoutNewline = this.#readMissingNewline();
      lines.push({ kind, text: endsWithoutNewline ? text.replace(/\n$/, '') : text });
    }
    if (
      /^[ +-]/.test(this.#lines[this.index] ?? '') &&
      !/^(?:--- |-- \n?$)/.test(this.#lines[this.index] ?? '')
    ) {
      throw new PatchFormatError({
        line: this.index + 1,
        reason: 'the hunk has more lines than its header says',
      });
    }
    return lines;
  }

  /** Whether the mark of a line without a terminator follows; its words depend on git's language. */
  #readMissingNewline(): boolean {
    const line = this.#lines[this.index];
    if (line?.startsWith('\\') !== true) return false;
    this.index += 1;
    if (/^\\ .{10}/.test(line)) return true;
    throw new PatchFormatError({
      line: this.index,
      reason: 'a line begins with a backslash, but is not `\\ No newline at end of file`',
    });
  }
}
