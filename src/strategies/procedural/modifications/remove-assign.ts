import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification } from '../modification.ts';
import { removeStatement } from '../python/statements.ts';

const assignments = new Set(['assignment', 'augmented_assignment']);

/** Takes an assignment out. */
export const removeAssign: Modification = defineModification({
  name: 'func_pm_remove_assign',
  explanation: 'An assignment may be missing.',
  requires: ['is_function', 'has_assignment'],
  *findSites({ nodesOfKind, source }) {
    const rebound = findReboundNames(nodesOfKind('function_definition'), source);
    for (const statement of nodesOfKind('expression_statement')) {
      const [value, ...more] = statement.namedChildren;
      // Without a right side it is a bare annotation.
      const isAssignment =
        value !== undefined && assignments.has(value.kind) && value.childByField('right') !== undefined;
      if (!isAssignment || more.length > 0) continue;
      if (!rebound.has(value.childByField('left')?.text(source) ?? ''))
        yield [removeStatement(statement, source)];
    }
  },
});

/** Names that inner functions declare `nonlocal`, which Python only takes while an outer one assigns them. */
function findReboundNames(functions: readonly SyntaxNode[], source: string): ReadonlySet<string> {
  const inside = functions.flatMap((node) => [...node.descendants()]);
  const declarations = inside.filter(({ kind }) => kind === 'nonlocal_statement');
  return new Set(declarations.flatMap(({ namedChildren }) => namedChildren.map((name) => name.text(source))));
}
