import type { Language } from '../../languages/language.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import type { LineIndex } from '../../patches/line-index.ts';

/** Consecutive statements of a block that hold lines of a file; there is at least one. */
export type StatementRun = {
  /** All of the block's. */
  readonly siblings: readonly SyntaxNode[];
  readonly first: SyntaxNode;
  readonly last: SyntaxNode;
};

/** The runs that hold lines `start` to `end` (0-based, half-open), those of the innermost block first. */
export function findRuns(
  root: SyntaxNode,
  { start, end }: { readonly start: number; readonly end: number },
  index: LineIndex,
  language: Language,
): StatementRun[] {
  const firstLineEnd = index.startOf(start + 1);
  const lastLineStart = index.startOf(Math.max(0, end - 1));
  const beginsBefore = (node: SyntaxNode): boolean => node.start < firstLineEnd;
  const endsAfter = (node: SyntaxNode): boolean => node.end >= lastLineStart;
  const runs: StatementRun[] = [];
  let node: SyntaxNode | undefined = root;
  while (node !== undefined) {
    const siblings: SyntaxNode[] = node.children.filter((child) => language.isStatement(child));
    const first = siblings.findLast(beginsBefore);
    const last = siblings.find(endsAfter);
    if (first !== undefined && last !== undefined) {
      // What comes between two statements that touch is behind the one and before the other.
      const isBetween = first.start > last.start;
      runs.unshift({ siblings, first: isBetween ? last : first, last });
      if (first.start < last.start) break;
    }
    node = node.children.find((child) => beginsBefore(child) && endsAfter(child));
  }
  return runs;
}
