import type { SyntaxNode } from '../../../languages/syntax-node.ts';

/** A piece of a source that no layout changes. */
export type SourceToken = {
  /** Equal for tokens that differ only in quotes or in the layout of a text. */
  readonly key: string;
  /** Offsets in the source, 0-based and half-open. */
  readonly start: number;
  readonly end: number;
  /** How many brackets and texts it opens, or closes when negative. */
  readonly depth: number;
  /** Joins its line to the next one and means nothing else. */
  readonly isContinuation: boolean;
};

const words = /\w+|[^\w\s]/gu;
/** In a text white space counts. */
const textParts = /\w+|\s+|[^\w\s]/gu;

/** Nodes that hold text for people. */
const prose = new Set(['string_content', 'comment']);

const depths: Readonly<Record<string, number>> = {
  '(': 1,
  '[': 1,
  '{': 1,
  string_start: 1,
  ')': -1,
  ']': -1,
  '}': -1,
  string_end: -1,
};

/** The tokens of a tree; text no leaf covers, as where the source is not valid, becomes tokens too. */
export function readTokens(root: SyntaxNode, source: string): SourceToken[] {
  const tokens: SourceToken[] = [];
  let covered = 0;
  const coverTo = (offset: number, isText = false): void => {
    const depth = isText ? indentationAt(source, covered) : 0;
    for (const { 0: text, index } of source.slice(covered, offset).matchAll(isText ? textParts : words)) {
      const start = covered + index;
      const key = partKey(text, depth);
      tokens.push({ key, start, end: start + text.length, depth: 0, isContinuation: false });
    }
    covered = Math.max(covered, offset);
  };
  for (const node of root.descendants(({ kind }) => kind !== 'string_content')) {
    const isLeaf = node.children.length === 0 || node.kind === 'string_content';
    if (!isLeaf || node.end <= node.start || node.start < covered) continue;
    coverTo(node.start);
    if (prose.has(node.kind)) {
      // Word by word, so that two changes of one docstring do not meet.
      coverTo(node.end, node.kind === 'string_content');
      continue;
    }
    tokens.push({
      key: tokenKey(node, source),
      start: node.start,
      end: node.end,
      depth: depths[node.kind] ?? 0,
      isContinuation: node.kind === 'line_continuation',
    });
    covered = node.end;
  }
  coverTo(source.length);
  return tokens;
}

/** A break between two lines of a text counts by how deep the second is against the line the text begins on. */
function partKey(text: string, depth: number): string {
  const lines = text.split('\n');
  const isBreak = lines.length > 1 && text.trim() === '';
  return isBreak ? ` ${'\n'.repeat(lines.length - 1)}${(lines.at(-1)?.length ?? 0) - depth}` : text;
}

function indentationAt(source: string, offset: number): number {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/u.exec(source.slice(start, offset))?.[0].length ?? 0;
}

function tokenKey(node: SyntaxNode, source: string): string {
  const text = node.text(source);
  if (node.kind === 'string_start') return `${text.replace(/["']+$/u, '').toLowerCase()}"`;
  return node.kind === 'string_end' ? '"' : text;
}
