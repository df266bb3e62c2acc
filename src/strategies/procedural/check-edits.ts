import type { Definition } from '../../entities/analyze-source.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import type { FileSource } from './file-source.ts';
import type { TextEdit } from './modification.ts';
import { indentationOf, isOnOwnLines, lineEnd, lineStart } from './source-lines.ts';
import { applyEdits } from './text-edits.ts';

/** An edit with the statement that has to be looked at because of it. */
type Place = { readonly edit: TextEdit; readonly statement: SyntaxNode; readonly isRemoval: boolean };

/**
 * Whether a definition with these edits still parses and means something else than before.
 *
 * Only the statements that are touched are parsed again, each as the only one of a block, so that the cost
 * does not grow with the size of the definition. Statements stand on lines of their own, which makes them
 * independent of what is around them.
 */
export function changesMeaning(
  edits: readonly TextEdit[],
  definition: Definition,
  file: FileSource,
): boolean {
  const places = edits.map((edit) => findPlace(edit, definition, file));
  const statements = (isRemoval: boolean): Set<SyntaxNode> =>
    new Set(places.filter((place) => place.isRemoval === isRemoval).map(({ statement }) => statement));
  const [removed, touched] = [statements(true), statements(false)];
  for (const { parent } of removed)
    if (parent?.namedChildren.every((child) => removed.has(child)) === true) return false;
  let isDifferent = removed.size > 0;
  for (const statement of touched) {
    if (isInside(statement, touched)) continue;
    const result = compareStatement(statement, places, definition, file);
    if (result === 'broken') return false;
    isDifferent ||= result === 'different';
  }
  return isDifferent;
}

/** Finds the smallest statement on lines of its own that holds an edit. */
function findPlace(edit: TextEdit, { outer }: Definition, { source, language }: FileSource): Place {
  // The white space at the ends of what is taken away belongs to the lines, not to a statement.
  const replaced = source.slice(edit.start, edit.end);
  const start = edit.start + (replaced.length - replaced.trimStart().length);
  const end = Math.max(start, edit.end - (replaced.length - replaced.trimEnd().length));
  const holdsEdit = (node: SyntaxNode): boolean =>
    edit.start >= lineStart(source, node.start) && edit.end <= lineEnd(source, node.end);
  let statement = outer;
  for (let node: SyntaxNode | undefined = outer; node !== undefined;) {
    node = node.children.find((child) => child.start <= start && end <= child.end);
    if (node !== undefined && language.isStatement(node) && isOnOwnLines(node, source) && holdsEdit(node))
      statement = node;
  }
  const isRemoval =
    edit.text.trim() === '' && start === statement.start && end === statement.end && statement !== outer;
  return { edit, statement, isRemoval };
}

function isInside(statement: SyntaxNode, others: ReadonlySet<SyntaxNode>): boolean {
  for (let node = statement.parent; node !== null; node = node.parent) if (others.has(node)) return true;
  return false;
}

function compareStatement(
  statement: SyntaxNode,
  places: readonly Place[],
  { outer }: Definition,
  { language, source }: FileSource,
): 'broken' | 'same' | 'different' {
  const inside = places
    .filter(({ statement: { start, end } }) => statement.start <= start && end <= statement.end)
    .map(({ edit }) => edit);
  const indentation = indentationOf(statement, source) ?? '';
  const end = Math.max(statement.end, inside.at(-1)?.end ?? 0);
  const rewrite = applyEdits(source, inside, statement.start - indentation.length, end);
  const block = language.parseBlock(rewrite, indentation);
  if (block === null) return 'broken';
  const [only, ...others] = block.statements;
  if (only === undefined || others.length > 0 || only.kind !== statement.kind) {
    // A definition that became something else is no longer that definition, broken.
    return statement === outer ? 'broken' : 'different';
  }
  return language.isSameSyntax(statement, source, only, block.source) ? 'same' : 'different';
}
