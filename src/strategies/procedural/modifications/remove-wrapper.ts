import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification } from '../modification.ts';
import { reindentBlock } from '../python/reindent.ts';
import { indentationOf } from '../source-lines.ts';

/**
 * Takes away what is around a block: exception handlers, or a context manager, whose name then stands for
 * the object itself.
 *
 * @source Paper, Table 8, which does not say what becomes of the name behind `as`.
 */
export const removeWrapper: Modification = defineModification({
  name: 'func_pm_remove_wrapper',
  explanation: 'Exception handling or a context manager may be missing.',
  requires: ['is_function', 'has_wrapper'],
  *findSites({ nodesOfKind, source, newline }) {
    for (const statement of nodesOfKind('try_statement', 'with_statement')) {
      const indentation = indentationOf(statement, source);
      if (indentation === null) continue;
      const blocks =
        statement.kind === 'try_statement' ? tryBlocks(statement) : statement.childrenByField('body');
      const lines = [
        ...contextAssignments(statement, source),
        ...blocks.map((block) => reindentBlock(block, source, indentation)),
      ];
      yield [{ start: statement.start, end: statement.end, text: lines.join(newline + indentation) }];
    }
  },
});

/** What runs when no exception is raised: the blocks of `try`, `else` and `finally`. */
function tryBlocks(statement: SyntaxNode): SyntaxNode[] {
  const clauses = statement.children.filter(
    ({ kind }) => kind === 'else_clause' || kind === 'finally_clause',
  );
  return [statement, ...clauses].flatMap(({ children }) => children.filter(({ kind }) => kind === 'block'));
}

/** `with open(path) as file:` leaves `file = open(path)`. */
function contextAssignments(statement: SyntaxNode, source: string): string[] {
  const clause = statement.children.find(({ kind }) => kind === 'with_clause');
  const hasParentheses = clause?.children[0]?.kind === '(';
  return (clause?.namedChildren ?? []).flatMap((item) => {
    const context = item.childByField('value');
    const isGrouped = context?.kind === 'parenthesized_expression';
    const pattern = isGrouped ? context.namedChildren[0] : context;
    const alias = pattern?.childByField('alias');
    const value = pattern?.namedChildren[0];
    if (alias === undefined || value === undefined) return [];
    const text = value.text(source);
    const needsParentheses = (hasParentheses || isGrouped) && text.includes('\n');
    return [`${alias.text(source)} = ${needsParentheses ? `(${text})` : text}`];
  });
}
