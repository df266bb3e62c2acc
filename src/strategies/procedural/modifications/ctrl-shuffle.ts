import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification, type ModificationSite } from '../modification.ts';
import { findDocstring } from '../../../languages/python/definition.ts';

/** Declarations that must come before the names they declare. */
const pinned = new Set(['global_statement', 'nonlocal_statement']);

/**
 * Changes the order of statements: two neighbours change places, or a whole block is shuffled.
 *
 * @source Paper, Table 8, which shuffles the outermost lines of a function only.
 */
export const ctrlShuffle: Modification = defineModification({
  name: 'func_pm_ctrl_shuffle',
  explanation: 'Statements may run in the wrong order.',
  requires: ['is_function'],
  minComplexity: 0,
  maxComplexity: 10,
  *findSites({ nodesOfKind, source, random }) {
    for (const block of nodesOfKind('block')) {
      const docstring = findDocstring(block, source);
      const statements = block.namedChildren.filter((node) => node !== docstring && !pinned.has(node.kind));
      for (const [index, statement] of statements.entries()) {
        const next = statements[index + 1];
        if (next !== undefined) yield place([statement, next], [next, statement], source);
      }
      if (statements.length > 2) yield place(statements, random.shuffle(statements), source);
    }
  },
});

function place(
  slots: readonly SyntaxNode[],
  statements: readonly SyntaxNode[],
  source: string,
): ModificationSite {
  return slots.map(({ start, end }, index) => ({ start, end, text: statements[index]?.text(source) ?? '' }));
}
