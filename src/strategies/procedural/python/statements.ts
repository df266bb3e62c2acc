import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import type { TextEdit } from '../modification.ts';
import { isOnOwnLines, lineEnd, lineStart } from '../source-lines.ts';

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
