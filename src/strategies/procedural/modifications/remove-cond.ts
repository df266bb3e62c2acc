import { defineModification, type Modification } from '../modification.ts';
import { removeLines, removeStatement } from '../python/statements.ts';

/** Takes out a whole conditional, or one `elif` or `else` of it. */
export const removeCond: Modification = defineModification({
  name: 'func_pm_remove_cond',
  explanation: 'A condition and what depends on it may be missing.',
  requires: ['is_function', 'has_conditional'],
  *findSites({ nodesOfKind, source }) {
    for (const statement of nodesOfKind('if_statement')) {
      yield [removeStatement(statement, source)];
      for (const clause of statement.childrenByField('alternative')) yield [removeLines(clause, source)];
    }
  },
});
