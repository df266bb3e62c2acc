import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification } from '../modification.ts';
import { readOperation } from '../python/operators.ts';
import { keepWordsApart } from '../python/words.ts';

/** Takes an operand and its operator out of an expression that has more than one operator. */
export const opBreakChains: Modification = defineModification({
  name: 'func_pm_op_break_chains',
  explanation: 'A part of a longer expression may be missing.',
  requires: ['is_function', 'has_operator'],
  likelihood: 0.4,
  *findSites({ nodesOfKind, source }) {
    for (const node of nodesOfKind('binary_operator', 'boolean_operator')) {
      const operation = readOperation(node, source);
      if (operation === null || !isInChain(node, [operation.left, operation.right])) continue;
      for (const kept of [operation.left, operation.right]) {
        const text = kept.text(source);
        yield [keepWordsApart({ start: node.start, end: node.end, text }, source)];
      }
    }
    for (const node of nodesOfKind('comparison_operator')) {
      const operands = node.namedChildren.filter(({ field }) => field !== 'operators');
      const [first, last] = [operands[0], operands.at(-1)];
      const [second, beforeLast] = [operands[1], operands.at(-2)];
      if (operands.length < 3 || !first || !last || !second || !beforeLast) continue;
      yield [keepWordsApart({ start: first.start, end: second.start, text: '' }, source)];
      yield [keepWordsApart({ start: beforeLast.end, end: last.end, text: '' }, source)];
    }
  },
});

function isInChain(node: SyntaxNode, operands: readonly SyntaxNode[]): boolean {
  const withinParentheses = (operand: SyntaxNode): SyntaxNode =>
    operand.kind === 'parenthesized_expression' ? (operand.namedChildren[0] ?? operand) : operand;
  const around = node.parent?.kind === 'parenthesized_expression' ? node.parent.parent : node.parent;
  return (
    around?.kind === node.kind || operands.some((operand) => withinParentheses(operand).kind === node.kind)
  );
}
