import type { Language } from '../../../languages/language.ts';
import { LineIndex } from '../../../patches/line-index.ts';
import { splitLines } from '../../../patches/lines.ts';
import { unknownLines } from '../../../pull-requests/pull-request.ts';
import { readScopes, type Scope } from './scopes.ts';
import { readTokens, type SourceToken } from './source-token.ts';

/** A line as the language sees it: one or more lines of the text, none of them blank at its ends. */
export type LogicalLine = {
  /** 0-based, half-open lines of the text. */
  readonly start: number;
  readonly end: number;
  readonly indentation: string;
  /** Its text with its indentation and plain line ends. */
  readonly exact: string;
  /** Equal for lines that differ only in layout, quotes, parentheses and trailing commas. */
  readonly key: string;
  readonly tokens: readonly SourceToken[];
};

/** A file's text, read for merging. */
export type SourceText = {
  readonly text: string;
  readonly lines: readonly string[];
  readonly logical: readonly LogicalLine[];
  /** Functions, methods and classes, outer ones before those inside them. */
  readonly scopes: readonly Scope[];
  /** Whether it is valid in its language. */
  readonly isValid: boolean;
  /** How most of its lines end. */
  readonly newline: string;
};

/** Reads a text; one that is not valid in its language is read as far as it goes, and so is an excerpt. */
export function readSourceText(text: string, language: Language, isExcerpt = false): SourceText {
  const lines = splitLines(text);
  const crlf = lines.filter((line) => line.endsWith('\r\n')).length;
  const newline = crlf * 2 > lines.length ? '\r\n' : '\n';
  const index = new LineIndex(text);
  if (isExcerpt) {
    const logical = readExcerpt(text, language, (tokens) => readLogicalLines(lines, tokens, index));
    return { text, lines, logical, scopes: [], isValid: false, newline };
  }
  const { root, error } = language.parse(text);
  const logical = readLogicalLines(lines, readTokens(root, text), index);
  const scopes = readScopes(root, text, language, logical);
  return { text, lines, logical, scopes, isValid: error === null, newline };
}

/** Reads the parts of an excerpt each for itself; what lies between them is like nothing else. */
function readExcerpt(
  text: string,
  language: Language,
  toLines: (tokens: readonly SourceToken[]) => LogicalLine[],
): LogicalLine[] {
  const logical: LogicalLine[] = [];
  let start = 0;
  for (const part of text.split(`${unknownLines}\n`)) {
    if (start > 0) {
      const line = (logical.at(-1)?.end ?? 0) + 0;
      logical.push({
        start: line,
        end: line,
        indentation: '',
        exact: unknownLines,
        key: unknownLines,
        tokens: [],
      });
    }
    const offset = start;
    const tokens = readTokens(language.parse(part).root, part);
    logical.push(
      ...toLines(tokens.map((token) => ({ ...token, start: token.start + offset, end: token.end + offset }))),
    );
    start += part.length + unknownLines.length + 1;
  }
  return logical;
}

function readLogicalLines(
  lines: readonly string[],
  tokens: readonly SourceToken[],
  index: LineIndex,
): LogicalLine[] {
  const logical: LogicalLine[] = [];
  let depth = 0;
  let open: SourceToken[] = [];
  const close = (): void => {
    const [first, last] = [open[0], open.at(-1)];
    if (first !== undefined && last !== undefined) logical.push(toLogicalLine(open, lines, index));
    open = [];
  };
  for (const [position, token] of tokens.entries()) {
    const previous = tokens[position - 1];
    const isNewLine = previous !== undefined && index.lineAt(token.start) > index.lineAt(previous.end - 1);
    if (isNewLine && depth === 0 && !previous.isContinuation) close();
    open.push(token);
    depth = Math.max(0, depth + token.depth);
  }
  close();
  return logical;
}

function toLogicalLine(
  tokens: readonly SourceToken[],
  lines: readonly string[],
  index: LineIndex,
): LogicalLine {
  const start = index.lineAt(tokens[0]?.start ?? 0);
  const end = index.lineAt((tokens.at(-1)?.end ?? 1) - 1) + 1;
  const own = lines.slice(start, end);
  return {
    start,
    end,
    indentation: /^[\ufeff]?([ \t\f]*)/u.exec(own[0] ?? '')?.[1] ?? '',
    exact: own.map((line) => line.trimEnd()).join('\n'),
    key: lineKey(tokens),
    tokens: tokens.filter(({ isContinuation }) => !isContinuation),
  };
}

/** What formatters add and take away. */
const optional = new Set(['(', ')', ';']);

function lineKey(tokens: readonly SourceToken[]): string {
  const kept = tokens.filter(({ isContinuation }) => !isContinuation);
  return kept
    .filter(({ key }, index) => {
      const isTrailingComma = key === ',' && /^[\])}]$/u.test(kept[index + 1]?.key ?? '');
      return !isTrailingComma && !optional.has(key);
    })
    .map(({ key }) => key)
    .join(' ');
}
