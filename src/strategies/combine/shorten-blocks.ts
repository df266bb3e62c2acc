import type { Language } from '../../languages/language.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import type { LineIndex } from '../../patches/line-index.ts';
import type { LineReplacement } from '../../patches/diff-lines.ts';
import { isOnOwnLines } from '../procedural/source-lines.ts';

/** A file's text with what finds places in it. */
export type IndexedSource = {
  readonly text: string;
  readonly index: LineIndex;
  readonly language: Language;
};

/**
 * Edits that leave one short statement of each block in which nothing else is edited: whether the statements
 * around it parse does not depend on which statements it holds.
 */
export function shortenBlocks(
  statements: readonly SyntaxNode[],
  edits: readonly LineReplacement[],
  source: IndexedSource,
): LineReplacement[] {
  const removed: LineReplacement[] = [];
  const pending = [...statements];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const block = node.children.filter((child) => source.language.isStatement(child));
    const lines = block.length < 2 ? null : findLines(block, source);
    const isEdited =
      lines === null || edits.some(({ start, end }) => start <= lines.end && end >= lines.start);
    const standIn = isEdited ? undefined : block.find((statement) => isShort(statement, source));
    if (lines === null || standIn === undefined) {
      pending.push(...node.children);
      continue;
    }
    const kept = source.index.lineAt(standIn.start);
    removed.push({ start: lines.start, end: kept, replacement: [] });
    removed.push({ start: kept + 1, end: lines.end, replacement: [] });
  }
  return removed;
}

/** The lines of a block that has them to itself. */
function findLines(
  block: readonly SyntaxNode[],
  { text, index }: IndexedSource,
): { readonly start: number; readonly end: number } | null {
  const [first, last] = [block[0], block.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (!isOnOwnLines(first, text) || !isOnOwnLines(last, text)) return null;
  return { start: index.lineAt(first.start), end: index.lineAt(last.end) + 1 };
}

/** Whether a statement is of one line that it has to itself, and holds no block. */
function isShort(statement: SyntaxNode, { text, index }: IndexedSource): boolean {
  return index.lineAt(statement.start) === index.lineAt(statement.end) && isOnOwnLines(statement, text);
}
