import type { SyntaxNode } from '../../../languages/syntax-node.ts';

/** How tightly operators bind, from loosest to tightest. */
const precedences: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['not'],
  ['in', 'not in', 'is', 'is not', '<', '<=', '>', '>=', '!=', '<>', '=='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '@', '/', '//', '%'],
  ['unary'],
  ['**'],
];
const precedenceOf = new Map(
  precedences.flatMap((operators, index) => operators.map((name) => [name, index + 1])),
);
const tightest = precedences.length + 1;

/** An expression of two operands around one operator. */
export type Operation = {
  readonly node: SyntaxNode;
  readonly left: SyntaxNode;
  /** Its text with single spaces, such as `not in`. */
  readonly operator: string;
  readonly operatorNode: SyntaxNode;
  readonly right: SyntaxNode;
};

/** Reads a binary, boolean or unchained comparison expression; `null` for anything else. */
export function readOperation(node: SyntaxNode, source: string): Operation | null {
  const operators = [...node.childrenByField('operator'), ...node.childrenByField('operators')];
  const operands = node.namedChildren.filter(({ field }) => field !== 'operators' && field !== 'operator');
  const [operatorNode, left, right] = [operators[0], operands[0], operands[1]];
  if (operators.length !== 1 || operands.length !== 2) return null;
  if (operatorNode === undefined || left === undefined || right === undefined) return null;
  return { node, left, operator: operatorNode.text(source).split(/\s+/).join(' '), operatorNode, right };
}

/** Writes an operation with other parts in its place, with parentheses where they are needed. */
export function rewriteOperation(
  operation: Operation,
  source: string,
  { left = operation.left, operator = operation.operator, right = operation.right }: Partial<Operation>,
): string {
  const precedence = precedenceOf.get(operator) ?? 0;
  const isPower = operator === '**';
  const isComparison = precedence === precedenceOf.get('==');
  const leftText = operand(left, source, isPower || isComparison ? precedence + 1 : precedence);
  // The right side of a power may be a sign: `a ** -b`.
  const rightText = operand(right, source, isPower ? precedence - 1 : precedence + 1);
  const spaced = (gap: string): string => (gap === '' && /^[a-z]/.test(operator) ? ' ' : gap);
  const before = spaced(source.slice(operation.left.end, operation.operatorNode.start));
  const after = spaced(source.slice(operation.operatorNode.end, operation.right.start));
  const text = leftText + before + operator + after + rightText;
  return precedence < requiredPrecedence(operation.node, source) ? `(${text})` : text;
}

function operand(node: SyntaxNode, source: string, least: number): string {
  const text = node.text(source);
  return precedence(node, source) < least ? `(${text})` : text;
}

/** How tightly the text in a node's place must bind, given what is around it. */
function requiredPrecedence(node: SyntaxNode, source: string): number {
  const { parent } = node;
  if (parent === null || !/_operator$|^await$/.test(parent.kind)) return 0;
  const around = precedence(parent, source);
  const isFirst = parent.namedChildren[0] === node;
  const isPower = around === precedenceOf.get('**');
  const mustBindTighter = parent.kind === 'comparison_operator' || (isPower ? isFirst : !isFirst);
  return mustBindTighter ? around + 1 : around;
}

function precedence(node: SyntaxNode, source: string): number {
  switch (node.kind) {
    case 'binary_operator':
    case 'boolean_operator':
      return precedenceOf.get(node.childByField('operator')?.text(source) ?? '') ?? 0;
    case 'comparison_operator':
      return precedenceOf.get('==') ?? 0;
    case 'not_operator':
      return precedenceOf.get('not') ?? 0;
    case 'unary_operator':
      return precedenceOf.get('unary') ?? 0;
    case 'conditional_expression':
    case 'lambda':
    case 'named_expression':
    case 'yield':
      return 0;
    default:
      return tightest;
  }
}
