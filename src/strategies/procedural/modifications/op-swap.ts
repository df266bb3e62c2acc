import { defineModification, type Modification } from '../modification.ts';
import { readOperation, rewriteOperation } from '../python/operators.ts';
import { keepWordsApart } from '../python/words.ts';

/** Exchanges the two operands of an operator. */
export const opSwap: Modification = defineModification({
  name: 'func_pm_op_swap',
  explanation: 'The operands of an expression may be the wrong way round.',
  requires: ['is_function', 'has_operator'],
  likelihood: 0.4,
  *findSites({ nodesOfKind, source }) {
    for (const node of nodesOfKind('binary_operator', 'boolean_operator', 'comparison_operator')) {
      const operation = readOperation(node, source);
      if (operation === null) continue;
      const text = rewriteOperation(operation, source, { left: operation.right, right: operation.left });
      yield [keepWordsApart({ start: node.start, end: node.end, text }, source)];
    }
  },
});
