import type { SyntaxNode } from '../syntax-node.ts';

/** Nodes that leave no trace in Python's own syntax tree. */
const ignored = new Set(['comment', 'line_continuation', ',', ';', '(', ')']);

/**
 * Whether two trees mean the same to Python: comments, layout, redundant parentheses, trailing commas and
 * the quotes of strings do not count, nor does the notation of numbers.
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
  const children = node.children.filter(({ kind }) => !ignored.has(kind));
  // `a[:]` is `a[::]`.
  const isColonNeedless = node.kind === 'slice' && children.filter(({ kind }) => kind === ':').length === 2;
  return isColonNeedless && children.at(-1)?.kind === ':' ? children.slice(0, -1) : children;
}

function leafText(node: SyntaxNode, source: string): string {
  if (node.kind === 'string_end') return '';
  const text = node.text(source);
  if (node.kind === 'integer' || node.kind === 'float') return readNumber(text.replaceAll('_', ''));
  return node.kind === 'string_start' ? text.replace(/["']+$/, '').toLowerCase() : text;
}

function readNumber(text: string): string {
  if (/^(?:\d+|0[xob][\da-f]+)$/i.test(text)) return String(BigInt(text));
  return /^[\d.]+(?:e[+-]?\d+)?$/i.test(text) ? `float ${Number(text)}` : text.toLowerCase();
}
