import type { FilePatch, Hunk } from '../../patches/file-patch.ts';
import { isWord, commonWords, tokenize } from './code-tokens.ts';

/** Whether code is only in the fixed file or only in the buggy one. */
export type Side = 'fixed' | 'buggy';

/** A changed line, as its tokens. */
export type ChangedLine = { readonly side: Side; readonly values: readonly string[] };

/** Runs of changed lines of one side that follow each other; lines both sides have are left out, and end a run. */
export function findChangedRuns(patches: readonly FilePatch[]): ChangedLine[][] {
  const runs = patches.flatMap(({ hunks }) => hunks.flatMap(splitRuns));
  const lines = { fixed: keysOf(runs, 'fixed'), buggy: keysOf(runs, 'buggy') };
  return runs.flatMap((run) =>
    splitAt(run, ({ side, values }) => lines[side === 'fixed' ? 'buggy' : 'fixed'].has(values.join(' '))),
  );
}

/** The bug's patch removes what is only in the fixed file. */
function splitRuns({ lines }: Hunk): ChangedLine[][] {
  const runs: ChangedLine[][] = [];
  let last: string | undefined;
  for (const { kind, text } of lines) {
    if (kind !== 'context') {
      const line: ChangedLine = { side: kind === 'removed' ? 'fixed' : 'buggy', values: readCode(text) };
      if (last === kind) runs.at(-1)?.push(line);
      else runs.push([line]);
    }
    last = kind;
  }
  return runs.map((run) => run.filter(({ values }) => values.length > 0));
}

function keysOf(runs: readonly (readonly ChangedLine[])[], side: Side): ReadonlySet<string> {
  return new Set(runs.flat().flatMap((line) => (line.side === side ? line.values.join(' ') : [])));
}

function splitAt<Item>(items: readonly Item[], isBreak: (item: Item) => boolean): Item[][] {
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (isBreak(item)) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts.filter((part) => part.length > 0);
}

/**
 * The tokens of a line of code, without its comment; none for what a program of a user's has as well (imports, the
 * heads of definitions, examples of documentation) and for prose.
 */
export function readCode(line: string): string[] {
  const code = withoutComment(line).trim();
  if (/^(?:from|import|def|async def|class|@|>>>|\.\.\. )/.test(code)) return [];
  const values = tokenize(code).map(({ value }) => value);
  return isProse(code) || isText(code) ? [] : values;
}

function withoutComment(line: string): string {
  let quote = '';
  for (const { 0: mark, index } of line.matchAll(/\\.|["'#]/g)) {
    if (mark === '#' && quote === '') return line.slice(0, index);
    if (mark === quote) quote = '';
    else if (quote === '' && mark.length === 1) quote = mark;
  }
  return line;
}

/** Two names side by side are no Python. */
/** A text on a line of its own may be what is printed. */
function isText(code: string): boolean {
  return /["']/.test(code) && !/[^\s(),]/.test(withoutTexts(code).replaceAll('""', ''));
}

function withoutTexts(code: string): string {
  return code.replaceAll(/[fbru]{0,2}(?:"[^"]*"|'[^']*')/gi, '""');
}

function isProse(code: string): boolean {
  const values = tokenize(withoutTexts(code)).map(({ value }) => value);
  const isName = (value: string | undefined): boolean =>
    value !== undefined && isWord(value) && !commonWords.has(value);
  return values.some((value, index) => isName(value) && isName(values[index + 1]));
}
