import { LineIndex } from '../../../patches/line-index.ts';
import type { LineRange } from './merge-frame.ts';
import type { SourceText } from './source-text.ts';

/** A token of a run of lines; the break between two lines is a token too. */
export type RunToken = {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** Logical line it lies on, or begins. */
  readonly line: number;
};

/** Reads the tokens of logical lines; a break tells how the next line is indented against the one before. */
export function readTokenRun({ logical }: SourceText, { start, end }: LineRange): RunToken[] {
  const run: RunToken[] = [];
  let depth = 0;
  for (let line = start; line < end; line += 1) {
    const { tokens = [], indentation = '' } = logical[line] ?? {};
    const [previous, first] = [run.at(-1), tokens[0]];
    const columns = indentation.replaceAll('\t', ' '.repeat(8)).length;
    if (previous !== undefined && first !== undefined) {
      run.push({ key: `\n${columns - depth}`, start: previous.end, end: first.start, line });
    }
    depth = columns;
    for (const token of tokens) run.push({ key: token.key, start: token.start, end: token.end, line });
  }
  return run;
}

/** Like {@link readTokenRun}, but with whole lines of the text for tokens; blank ones go with those before. */
export function readLineRun({ text, logical, lines }: SourceText, { start, end }: LineRange): RunToken[] {
  const run: RunToken[] = [];
  const index = new LineIndex(text);
  for (let line = start; line < end; line += 1) {
    const { start: first = 0, end: last = 0, indentation = '' } = logical[line] ?? {};
    for (let at = first; at < last; at += 1) {
      const written = lines[at] ?? '';
      const content = written.trim();
      const offset = index.startOf(at) + written.indexOf(content);
      const depth = at === first ? 0 : written.indexOf(content) - indentation.length;
      if (content !== '')
        run.push({ key: `${depth} ${content}`, start: offset, end: offset + content.length, line });
    }
  }
  return run;
}
