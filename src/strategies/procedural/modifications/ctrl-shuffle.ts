import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { compoundStatements } from '../../../languages/python/compound-statements.ts';
import { findDocstring } from '../../../languages/python/definition.ts';
import { defineModification, type Modification, type ModificationSite } from '../modification.ts';
import { isOnOwnLines } from '../source-lines.ts';

/** They must come before the names they declare are used. */
const declarations = new Set(['global_statement', 'nonlocal_statement']);

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
      const all = block.namedChildren.filter((node) => node !== docstring);
      const statements = all.slice(all.findLastIndex(({ kind }) => declarations.has(kind)) + 1);
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
  // `a; b` would make `b` a part of a compound statement in the place of `a`.
  const isSimple = statements.every(({ kind }) => !compoundStatements.has(kind));
  if (!isSimple && !slots.every((slot) => isOnOwnLines(slot, source))) return [];
  return slots.map(({ start, end }, index) => ({ start, end, text: statements[index]?.text(source) ?? '' }));
}
