import type { Definition } from '../../entities/analyze-source.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import type { FileSource } from './file-source.ts';
import type { TextEdit } from './modification.ts';
import { applyEdits } from './text-edits.ts';

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
  const removed = new Set<SyntaxNode>();
  const touched = new Set<SyntaxNode>();
  for (const edit of edits) {
    const { statement, isRemoval } = findStatement(edit, definition, file);
    (isRemoval ? removed : touched).add(statement);
  }
  for (const { parent } of removed)
    if (parent?.namedChildren.every((child) => removed.has(child)) === true) return false;
  let isDifferent = removed.size > 0;
  for (const statement of touched) {
    if (isInside(statement, touched)) continue;
    const result = compareStatement(statement, edits, definition, file);
    if (result === 'broken') return false;
    isDifferent ||= result === 'different';
  }
  return isDifferent;
}

/** The smallest statement on lines of its own that holds an edit. */
function findStatement(
  edit: TextEdit,
  { outer }: Definition,
  file: FileSource,
): { statement: SyntaxNode; isRemoval: boolean } {
  const { source, language } = file;
  // The white space at the ends of what is taken away belongs to the lines, not to a statement.
  const replaced = source.slice(edit.start, edit.end);
  const start = edit.start + (replaced.length - replaced.trimStart().length);
  const end = Math.max(start, edit.end - (replaced.length - replaced.trimEnd().length));
  let statement = outer;
  for (let node: SyntaxNode | undefined = outer; node !== undefined;) {
    node = node.children.find((child) => child.start <= start && end <= child.end);
    if (node !== undefined && language.isStatement(node) && isOnOwnLines(node, file)) statement = node;
  }
  const isRemoval =
    edit.text.trim() === '' && start === statement.start && end === statement.end && statement !== outer;
  return { statement, isRemoval };
}

function isOnOwnLines({ start, end }: SyntaxNode, { source, lines }: FileSource): boolean {
  const before = source.slice(lines.startOf(lines.lineAt(start)), start);
  const after = source.slice(end, lines.startOf(lines.lineAt(end) + 1));
  return /^[ \t\f]*$/.test(before) && /^[ \t\f]*(?:#.*)?\r?\n?$/.test(after);
}

function isInside(statement: SyntaxNode, others: ReadonlySet<SyntaxNode>): boolean {
  for (let node = statement.parent; node !== null; node = node.parent) if (others.has(node)) return true;
  return false;
}

function compareStatement(
  statement: SyntaxNode,
  edits: readonly TextEdit[],
  { outer }: Definition,
  { language, source, lines }: FileSource,
): 'broken' | 'same' | 'different' {
  const inside = edits.filter(({ start, end }) => start < statement.end && end > statement.start);
  const end = Math.max(statement.end, inside.at(-1)?.end ?? 0);
  const rewrite = applyEdits(source, inside, statement.start, end);
  const indentation = source.slice(lines.startOf(lines.lineAt(statement.start)), statement.start);
  const block = language.parseBlock(rewrite, indentation);
  if (block === null) return 'broken';
  const [only, ...others] = block.statements;
  if (only === undefined || others.length > 0 || only.kind !== statement.kind) {
    // A definition that became something else is no longer that definition, broken.
    return statement === outer ? 'broken' : 'different';
  }
  return language.isSameSyntax(statement, source, only, block.source) ? 'same' : 'different';
}
