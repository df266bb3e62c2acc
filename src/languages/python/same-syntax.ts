import type { SyntaxNode } from '../syntax-node.ts';

/** Nodes that leave no trace in Python's own syntax tree. */
const ignored = new Set(['comment', 'line_continuation', ',', ';', '(', ')']);

/**
 * Whether two trees mean the same to Python: comments, layout, redundant parentheses, trailing commas and
 * the quotes of strings do not count.
 */
export function isSamePythonSyntax(
  node: SyntaxNode,
  source: string,
  other: SyntaxNode,
  otherSource: string,
): boolean {
  const pending: [SyntaxNode, SyntaxNode][] = [[node, other]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [one, two] = [withoutParentheses(pair[0]), withoutParentheses(pair[1])];
    if (one.kind !== two.kind) return false;
    if (one.children.length === 0 && two.children.length === 0) {
      if (leafText(one, source) !== leafText(two, otherSource)) return false;
      continue;
    }
    const [children, others] = [meaningfulChildren(one), meaningfulChildren(two)];
    if (children.length !== others.length) return false;
    for (const [index, child] of children.entries()) {
      const counterpart = others[index];
      if (counterpart !== undefined) pending.push([child, counterpart]);
    }
  }
  return true;
}

function withoutParentheses(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.kind === 'parenthesized_expression') {
    const [only] = inner.namedChildren;
    if (only === undefined) return inner;
    inner = only;
  }
  return inner;
}

function meaningfulChildren(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter(({ kind }) => !ignored.has(kind));
}

function leafText(node: SyntaxNode, source: string): string {
  if (node.kind === 'string_end') return '';
  const text = node.text(source);
  return node.kind === 'string_start' ? text.replace(/["']+$/, '').toLowerCase() : text;
}
