import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import type { TextEdit } from '../modification.ts';

/** The offset of the first character of the line that holds `offset`. */
export function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line that holds `offset`, its terminator included. */
function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline === -1 ? source.length : newline + 1;
}

/** The white space before a node, or `null` when something else precedes it on its line. */
export function indentationOf(node: SyntaxNode, source: string): string | null {
  const before = source.slice(lineStart(source, node.start), node.start);
  return /^[ \t\f]*$/.test(before) ? before : null;
}

/** Whether a node has its lines to itself, but for a comment at their end. */
function isOnOwnLines(node: SyntaxNode, source: string): boolean {
  const after = source.slice(node.end, lineEnd(source, node.end));
  return indentationOf(node, source) !== null && /^[ \t\f]*(?:#.*)?\r?\n?$/.test(after);
}

/** Takes a statement out, leaving `pass` where its block would be empty or its line holds more. */
export function removeStatement(statement: SyntaxNode, source: string): TextEdit {
  const isOnly = (statement.parent?.namedChildren.length ?? 0) <= 1;
  if (isOnly || !isOnOwnLines(statement, source)) {
    return { start: statement.start, end: statement.end, text: 'pass' };
  }
  return removeLines(statement, source);
}

/** Takes out all lines of a node. */
export function removeLines(node: SyntaxNode, source: string): TextEdit {
  return { start: lineStart(source, node.start), end: lineEnd(source, node.end), text: '' };
}
