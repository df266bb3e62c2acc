import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification, type TextEdit } from '../modification.ts';
import { findMethods } from '../python/methods.ts';
import { removeStatement } from '../python/statements.ts';
import { keepWordsApart } from '../python/words.ts';

/** Takes a method out of a class, with what the class itself does with it. */
export const classRmFuncs: Modification = defineModification({
  name: 'func_pm_class_rm_funcs',
  explanation: 'A method, and its uses in the class, may be missing.',
  requires: ['is_class'],
  likelihood: 0.15,
  *findSites({ node, source }) {
    const methods = findMethods(node, source);
    const attributes = Map.groupBy(listOwnAttributes(node, source), ({ name }) => name);
    for (const name of new Set(methods.map((method) => method.name))) {
      // All definitions of a name go together: a property's setter is nothing without its getter.
      const removed = methods.filter((method) => method.name === name).map(({ outer }) => outer);
      const isKept = ({ start }: SyntaxNode): boolean =>
        !removed.some((outer) => outer.start <= start && start < outer.end);
      const references = findReferences(attributes.get(name) ?? []).filter(isKept);
      yield emptyBlockKept(node, [
        ...removed.map((outer) => removeStatement(outer, source)),
        ...references.map((use) => removeReference(use, source)),
      ]);
    }
  },
});

/** An expression such as `self.name`. */
type OwnAttribute = { readonly node: SyntaxNode; readonly name: string };

/** Everything in a class that is read from `self` or `cls`, in source order. */
function listOwnAttributes(classNode: SyntaxNode, source: string): OwnAttribute[] {
  return [...classNode.descendants()].flatMap((node) => {
    if (node.kind !== 'attribute') return [];
    const isOurs = /^(?:self|cls)$/.test(node.childByField('object')?.text(source) ?? '');
    const name = node.childByField('attribute')?.text(source);
    return isOurs && name !== undefined ? [{ node, name }] : [];
  });
}

/** Uses such as `self.name` and `cls.name`, outermost ones of nested uses only. */
function findReferences(attributes: readonly OwnAttribute[]): SyntaxNode[] {
  const references: SyntaxNode[] = [];
  let coveredTo = 0;
  for (const { node } of attributes) {
    if (node.start < coveredTo || isTarget(node)) continue;
    const use = usedExpression(node);
    references.push(use);
    coveredTo = use.end;
  }
  return references;
}

/** The call of a method rather than the method alone. */
function usedExpression(attribute: SyntaxNode): SyntaxNode {
  const parent = attribute.parent;
  if (parent?.kind === 'call' && attribute.field === 'function') {
    return parent.parent?.kind === 'await' ? parent.parent : parent;
  }
  return attribute;
}

const groups = new Set(['expression_list', 'list', 'parenthesized_expression', 'tuple']);
const assigning = new Set(['assignment', 'augmented_assignment', 'for_statement', 'for_in_clause']);
const targets = new Set([
  'as_pattern_target',
  'delete_statement',
  'list_pattern',
  'list_splat_pattern',
  'pattern_list',
  'tuple_pattern',
]);

/** Whether the node is assigned to or deleted rather than read. */
function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent === null) return false;
  if (assigning.has(parent.kind)) return node.field === 'left';
  return targets.has(parent.kind) || (groups.has(parent.kind) && isTarget(parent));
}

function removeReference(use: SyntaxNode, source: string): TextEdit {
  const statement = use.parent;
  if (statement?.kind === 'expression_statement' && statement.namedChildren.length === 1) {
    return { start: statement.start, end: statement.end, text: 'pass' };
  }
  return keepWordsApart({ start: use.start, end: use.end, text: 'None' }, source);
}

/** Leaves a `pass` when all statements of a class go, which each alone cannot know. */
function emptyBlockKept(classNode: SyntaxNode, edits: readonly TextEdit[]): TextEdit[] {
  const statements = classNode.childByField('body')?.namedChildren ?? [];
  const isRemoved = ({ start, end }: SyntaxNode): boolean =>
    edits.some((edit) => edit.text === '' && edit.start <= start && end <= edit.end);
  const last = statements.at(-1);
  if (last === undefined || !statements.every(isRemoved)) return [...edits];
  return edits.map((edit) =>
    edit.start <= last.start && last.end <= edit.end
      ? { start: last.start, end: last.end, text: 'pass' }
      : edit,
  );
}
