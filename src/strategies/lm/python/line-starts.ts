import type { SyntaxNode } from '../../../languages/syntax-node.ts';

/** How a line begins; lines inside strings, and empty ones, are not listed. */
export type LineStart = {
  readonly offset: number;
  /** The white space it begins with. */
  readonly indentation: string;
  readonly kind: 'statement' | 'continuation' | 'comment';
};

const openers = new Set(['(', '[', '{']);
const closers = new Set([')', ']', '}']);

/** The lines of a node behind its first, as Python's tokenizer tells them apart. */
export function readLineStarts(node: SyntaxNode, source: string): LineStart[] {
  const isToken = ({ kind, children }: SyntaxNode): boolean => kind === 'string' || children.length === 0;
  const tokens = [...node.descendants(({ kind }) => kind !== 'string')].filter(isToken);
  const starts: LineStart[] = [];
  let next = 0;
  let brackets = 0;
  for (
    let at = source.indexOf('\n', node.start);
    at !== -1 && at < node.end;
    at = source.indexOf('\n', at + 1)
  ) {
    const offset = at + 1;
    for (let token = tokens[next]; token !== undefined && token.end <= offset; token = tokens[next]) {
      if (openers.has(token.kind)) brackets += 1;
      if (closers.has(token.kind)) brackets -= 1;
      next += 1;
    }
    const token = tokens[next];
    if (token?.kind === 'string' && token.start < offset) continue;
    const indentation = /[ \t\f]*/y.exec(source.slice(offset, node.end))?.[0] ?? '';
    const first = source[offset + indentation.length];
    if (first === undefined || first === '\n' || first === '\r') continue;
    const isJoined = /\\\r?\n$/.test(source.slice(Math.max(0, offset - 3), offset));
    const isContinued = brackets > 0 || (isJoined && tokens[next - 1]?.kind !== 'comment');
    starts.push({
      offset,
      indentation,
      kind: isContinued ? 'continuation' : first === '#' ? 'comment' : 'statement',
    });
  }
  return starts;
}
