import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import type { TextEdit } from '../../procedural/modification.ts';
import { lineStart } from '../../procedural/source-lines.ts';
import { readLineStarts } from './line-starts.ts';

/** How a definition is indented. */
export type Indentation = {
  /** White space before its first line. */
  readonly base: string;
  /** What each level inside adds; `undefined` when nothing shows it. */
  readonly unit: string | undefined;
};

/** The indentation of a definition whose body may stand on lines of its own. */
export function readIndentation(outer: SyntaxNode, body: SyntaxNode, source: string): Indentation {
  const base = whiteSpaceBefore(outer, source) ?? '';
  const inner = whiteSpaceBefore(body, source);
  const isDeeper = inner !== undefined && inner.length > base.length && inner.startsWith(base);
  return { base, unit: isDeeper ? inner.slice(base.length) : undefined };
}

function whiteSpaceBefore(node: SyntaxNode, source: string): string | undefined {
  const before = source.slice(lineStart(source, node.start), node.start).replace(/^\ufeff/, '');
  // A form feed begins the count of columns anew.
  return /^[ \t\f]*$/.test(before) ? before.replace(/^.*\f/, '') : undefined;
}

/**
 * The edits that indent a definition as it would be at another place, for all its lines but the first. Lines
 * inside strings stay as they are.
 */
export function reindent(outer: SyntaxNode, source: string, from: Indentation, to: Indentation): TextEdit[] {
  const { unit } = to;
  const isSameUnit = unit === undefined || from.unit === undefined || from.unit === unit;
  const change = isSameUnit ? shift(from.base, to.base) : convert(from, { base: to.base, unit });
  return readLineStarts(outer, source).flatMap(({ offset, indentation, kind }) => {
    const text = change(indentation, kind);
    return text === indentation ? [] : [{ start: offset, end: offset + indentation.length, text }];
  });
}

type Change = (indentation: string, kind: 'statement' | 'continuation' | 'comment') => string;

function shift(from: string, to: string): Change {
  return (indentation, kind) => {
    if (indentation.startsWith(from)) return to + indentation.slice(from.length);
    return kind === 'continuation' ? indentation : to;
  };
}

/** Counts levels as Python does, so that each becomes one unit of the other place. */
function convert(
  from: Indentation,
  { base, unit }: { readonly base: string; readonly unit: string },
): Change {
  const levels = [columnsOf(from.base)];
  let statement = from.base;
  let placed = base;
  return (indentation, kind) => {
    const columns = columnsOf(indentation);
    if (kind === 'continuation')
      return placed + continuation(indentation, statement, from.unit ?? unit, unit);
    if (kind === 'comment') {
      const outside = levels.filter((level) => level < columns).length;
      return base + unit.repeat(Math.min(outside, levels.length));
    }
    while (levels.length > 1 && (levels.at(-1) ?? 0) > columns) levels.pop();
    if ((levels.at(-1) ?? 0) < columns) levels.push(columns);
    statement = indentation;
    placed = base + unit.repeat(levels.length - 1);
    return placed;
  };
}

/** What a continued line is indented more than its statement; whole units become units of the other kind. */
function continuation(indentation: string, statement: string, from: string, to: string): string {
  if (!indentation.startsWith(statement)) return '';
  let rest = indentation.slice(statement.length);
  let text = '';
  const isWhole = rest.length % from.length === 0;
  while (isWhole && rest.startsWith(from)) {
    rest = rest.slice(from.length);
    text += to;
  }
  return text + rest;
}

/** @source Python's tokenizer: a tab goes on to the next multiple of eight. */
function columnsOf(indentation: string): number {
  let columns = 0;
  for (const character of indentation) {
    if (character === '\f') columns = 0;
    else columns = character === '\t' ? (Math.floor(columns / 8) + 1) * 8 : columns + 1;
  }
  return columns;
}
