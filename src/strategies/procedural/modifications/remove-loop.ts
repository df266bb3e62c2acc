import { defineModification, type Modification } from '../modification.ts';
import { removeStatement } from '../python/statements.ts';

/** Takes a whole loop out. */
export const removeLoop: Modification = defineModification({
  name: 'func_pm_remove_loop',
  explanation: 'A loop may be missing.',
  requires: ['is_function', 'has_loop'],
  *findSites({ nodesOfKind, source }) {
    for (const statement of nodesOfKind('for_statement', 'while_statement')) {
      yield [removeStatement(statement, source)];
    }
  },
});
