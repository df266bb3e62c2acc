import { defineModification, type Modification } from '../modification.ts';
import { readOperation, rewriteOperation } from '../python/operators.ts';
import { keepWordsApart } from '../python/words.ts';

/** What each operator may become, the likeliest mistake first. */
const replacements: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+', '/'],
  '@': ['*'],
  '/': ['//', '*'],
  '//': ['/', '%'],
  '%': ['//'],
  '**': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&': ['|', '^'],
  '|': ['&', '^'],
  '^': ['&', '|'],
  and: ['or'],
  or: ['and'],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  '>': ['>=', '<'],
  '>=': ['>', '<='],
  '==': ['!='],
  '!=': ['=='],
  in: ['not in'],
  'not in': ['in'],
  is: ['is not'],
  'is not': ['is'],
};

/**
 * Puts another operator of the same sort in the place of one.
 *
 * @source Paper, Table 8; SWE-smith has one replacement for each operator, here some have two.
 */
export const opChange: Modification = defineModification({
  name: 'func_pm_op_change',
  explanation: 'An operator may be the wrong one.',
  requires: ['is_function', 'has_operator'],
  likelihood: 0.4,
  *findSites({ nodesOfKind, source }) {
    for (const node of nodesOfKind('binary_operator', 'boolean_operator', 'comparison_operator')) {
      const operation = readOperation(node, source);
      if (operation === null) continue;
      for (const operator of replacements[operation.operator] ?? []) {
        const text = rewriteOperation(operation, source, { operator });
        yield [keepWordsApart({ start: node.start, end: node.end, text }, source)];
      }
    }
  },
});
