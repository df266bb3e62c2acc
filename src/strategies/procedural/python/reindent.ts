import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { indentationOf } from '../source-lines.ts';

/**
 * A node's text with the indentation of its lines changed; the first line, which begins at the node, and
 * lines inside strings stay as they are.
 */
function reindent(node: SyntaxNode, source: string, from: string, to: string): string {
  if (from === to) return node.text(source);
  const strings = [...node.descendants(({ kind }) => kind !== 'string')].filter(
    ({ kind }) => kind === 'string',
  );
  const lines = node.text(source).split('\n');
  let offset = node.start;
  return lines
    .map((line, index) => {
      const start = offset;
      offset += line.length + 1;
      const isInString = strings.some((string) => string.start < start && start < string.end);
      if (index === 0 || isInString || !line.startsWith(from)) return line;
      return to + line.slice(from.length);
    })
    .join('\n');
}

/** A block's statements as they would stand with another indentation, without that of the first line. */
export function reindentBlock(block: SyntaxNode, source: string, to: string): string {
  const from = indentationOf(block, source);
  // A block on the line of its colon has one line only.
  return from === null ? block.text(source) : reindent(block, source, from, to);
}
