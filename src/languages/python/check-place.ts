import { isOnContinuedLine } from '../continued-line.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import { compoundStatements } from './compound-statements.ts';

const clauses = new Set([
  'elif_clause',
  'else_clause',
  'except_clause',
  'except_group_clause',
  'finally_clause',
]);

/** The indentations of blocks whose first line was read. */
export type BlockIndentations = Map<SyntaxNode, string>;

/** Whether a node is a statement of a block. */
export function isStatement({ parent, isNamed, kind }: SyntaxNode): boolean {
  return isNamed && kind !== 'comment' && (parent?.kind === 'block' || parent?.kind === 'module');
}

/**
 * What is wrong with the place of a node that was just read, or `null`.
 *
 * The grammar also takes statements that are indented more or less than those before them, clauses that are
 * indented more than what they belong to, and compound statements behind a semicolon.
 */
export function checkPlace(node: SyntaxNode, indentations: BlockIndentations, source: string): string | null {
  const { parent, kind } = node;
  const isClause = clauses.has(kind);
  if (parent === null || !(isClause || isStatement(node))) return null;
  const indentation = readIndentation(node, source);
  if (indentation === null)
    return compoundStatements.has(kind) && isBehindOther(node) ? 'invalid syntax' : null;
  const expected = isClause
    ? (readIndentation(parent, source) ?? indentation)
    : (indentations.get(parent) ?? (parent.parent === null ? '' : indentation));
  if (!isClause) indentations.set(parent, expected);
  return isSameIndentation(indentation, expected) ? null : 'inconsistent indentation';
}

/** The white space before a node, or `null` when it begins no line. */
function readIndentation(node: SyntaxNode, source: string): string | null {
  const before = source
    .slice(source.lastIndexOf('\n', node.start - 1) + 1, node.start)
    .replace(/^\ufeff/, '');
  return /^[ \t\f]*$/.test(before) && !isOnContinuedLine(node, source) ? before : null;
}

/** Whether a node that begins no line is behind a semicolon, or behind the colon of its block. */
function isBehindOther(node: SyntaxNode): boolean {
  const others = node.parent?.children.filter(
    (child) => child !== node && child.kind !== 'line_continuation',
  );
  const previous = others?.at(-1)?.kind;
  return previous === undefined ? node.parent?.kind === 'block' : previous === ';';
}

/** @source Python's tokenizer, which counts columns with two sizes of tabs and wants both to agree. */
function isSameIndentation(one: string, other: string): boolean {
  const isSame = (tabSize: number): boolean => countColumns(one, tabSize) === countColumns(other, tabSize);
  return one === other || (isSame(1) && isSame(8));
}

function countColumns(indentation: string, tabSize: number): number {
  let columns = 0;
  for (const character of indentation) {
    if (character === '\f') columns = 0;
    else columns = character === '\t' ? (Math.floor(columns / tabSize) + 1) * tabSize : columns + 1;
  }
  return columns;
}
