import { isOnContinuedLine } from '../../languages/continued-line.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';

/** The offset of the first character of the line that holds `offset`. */
export function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line that holds `offset`, its terminator included. */
export function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline === -1 ? source.length : newline + 1;
}

/** The white space before a node, or `null` when something else precedes it on its line. */
export function indentationOf(node: SyntaxNode, source: string): string | null {
  const before = source.slice(lineStart(source, node.start), node.start).replace(/^\ufeff/, '');
  return /^[ \t\f]*$/.test(before) && !isOnContinuedLine(node, source) ? before : null;
}

/** Whether a node has its lines to itself, but for a comment at their end. */
export function isOnOwnLines(node: SyntaxNode, source: string): boolean {
  const after = source.slice(node.end, lineEnd(source, node.end));
  return indentationOf(node, source) !== null && /^[ \t\f]*(?:#.*)?\r?\n?$/.test(after);
}
