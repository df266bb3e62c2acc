import { defineModification, type Modification } from '../modification.ts';
import { removeStatement } from '../python/statements.ts';

const assignments = new Set(['assignment', 'augmented_assignment']);

/** Takes an assignment out. */
export const removeAssign: Modification = defineModification({
  name: 'func_pm_remove_assign',
  explanation: 'An assignment may be missing.',
  requires: ['is_function', 'has_assignment'],
  *findSites({ nodesOfKind, source }) {
    for (const statement of nodesOfKind('expression_statement')) {
      const [value, ...more] = statement.namedChildren;
      // Without a right side it is a bare annotation.
      const isAssignment =
        value !== undefined && assignments.has(value.kind) && value.childByField('right') !== undefined;
      if (isAssignment && more.length === 0) yield [removeStatement(statement, source)];
    }
  },
});
