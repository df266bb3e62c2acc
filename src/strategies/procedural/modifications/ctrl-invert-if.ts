import { defineModification, type Modification } from '../modification.ts';
import { reindentBlock } from '../python/reindent.ts';
import { indentationOf } from '../source-lines.ts';

/** Swaps the two bodies of an if-else; in a chain, those of the last `elif` and the `else`. */
export const ctrlInvertIf: Modification = defineModification({
  name: 'func_pm_ctrl_invert_if',
  explanation: 'The two branches of a condition may have been exchanged.',
  requires: ['has_if_else'],
  minComplexity: 0,
  *findSites({ nodesOfKind, source }) {
    for (const statement of nodesOfKind('if_statement')) {
      const clauses = statement.childrenByField('alternative');
      const otherwise = clauses.find(({ kind }) => kind === 'else_clause')?.childByField('body');
      const condition = clauses.findLast(({ kind }) => kind === 'elif_clause') ?? statement;
      const then = condition.childByField('consequence');
      if (otherwise === undefined || then === undefined) continue;
      const thenIndentation = indentationOf(then, source) ?? '';
      const elseIndentation = indentationOf(otherwise, source) ?? '';
      yield [
        { start: then.start, end: then.end, text: reindentBlock(otherwise, source, thenIndentation) },
        { start: otherwise.start, end: otherwise.end, text: reindentBlock(then, source, elseIndentation) },
      ];
    }
  },
});
