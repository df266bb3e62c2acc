import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { readPythonDefinition } from '../../../languages/python/definition.ts';

/** A method in the body of a class. */
export type Method = {
  readonly name: string;
  /** With its decorators. */
  readonly outer: SyntaxNode;
  readonly body: SyntaxNode;
};

/** The methods that stand directly in the body of a class, in source order. */
export function findMethods(classNode: SyntaxNode, source: string): Method[] {
  const statements = classNode.childByField('body')?.namedChildren ?? [];
  return statements.flatMap((statement) => {
    const node = statement.kind === 'decorated_definition' ? statement.childByField('definition') : statement;
    const definition = node === undefined ? null : readPythonDefinition(node, source);
    return definition?.kind === 'function'
      ? [{ name: definition.name, outer: statement, body: definition.body }]
      : [];
  });
}
