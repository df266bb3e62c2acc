import type { SyntaxNode } from './syntax-node.ts';

/** Whether the line on which a node begins is joined to the one before by a backslash. */
export function isOnContinuedLine(node: SyntaxNode, source: string): boolean {
  const lineStart = source.lastIndexOf('\n', node.start - 1) + 1;
  const end = /\\\r?\n$/.exec(source.slice(Math.max(0, lineStart - 3), lineStart));
  return end !== null && !isInComment(lineStart - end[0].length, node);
}

/** A backslash that ends a comment joins nothing. */
function isInComment(offset: number, node: SyntaxNode): boolean {
  let around = node;
  while (around.parent !== null) around = around.parent;
  for (let inner: SyntaxNode | undefined = around; inner !== undefined;) {
    around = inner;
    inner = around.children.find(({ start, end }) => start <= offset && offset < end);
  }
  return around.kind === 'comment';
}
