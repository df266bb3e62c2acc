import type { Language } from '../../../languages/language.ts';
import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { LineIndex } from '../../../patches/line-index.ts';
import type { LogicalLine } from './source-text.ts';

/** A function, method or class as a range of logical lines. */
export type Scope = {
  readonly name: string;
  readonly qualifiedName: string;
  /** 0-based, half-open logical lines, decorators among them. */
  readonly start: number;
  readonly end: number;
};

/** The definitions of a tree, outer ones before those inside them. */
export function readScopes(
  root: SyntaxNode,
  source: string,
  language: Language,
  logical: readonly LogicalLine[],
): Scope[] {
  const lines = new LineIndex(source);
  const scopes: Scope[] = [];
  const open: { readonly end: number; readonly qualifiedName: string }[] = [];
  for (const node of root.descendants()) {
    while (open.length > 0 && node.start >= (open.at(-1)?.end ?? 0)) open.pop();
    const parts = node.isNamed ? language.readDefinition(node, source) : null;
    if (parts === null) continue;
    const outer = open.at(-1)?.qualifiedName;
    const qualifiedName = outer === undefined ? parts.name : `${outer}.${parts.name}`;
    open.push({ end: node.end, qualifiedName });
    scopes.push({
      name: parts.name,
      qualifiedName,
      start: firstAtOrAfter(logical, lines.lineAt(parts.outer.start)),
      end: firstAtOrAfter(logical, lines.lineAt(Math.max(parts.outer.start, parts.outer.end - 1)) + 1),
    });
  }
  return scopes;
}

/** The innermost definition that holds a range of logical lines and more than those. */
export function findScope(scopes: readonly Scope[], start: number, end: number): Scope | undefined {
  return scopes.findLast(
    (scope) => scope.start <= start && end <= scope.end && !(scope.start === start && scope.end === end),
  );
}

function firstAtOrAfter(logical: readonly LogicalLine[], line: number): number {
  let low = 0;
  let high = logical.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((logical[middle]?.start ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
