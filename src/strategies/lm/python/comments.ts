import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import type { TextEdit } from '../../procedural/modification.ts';
import { lineEnd, lineStart } from '../../procedural/source-lines.ts';

const telling =
  /(?:^|[^a-z])(?:bug|bugs|bugged|buggy|incorrect|incorrectly|wrong|wrongly|mistake|mistakenly|error introduced|introduced?|intentional|intentionally|deliberate|deliberately|off[-_ ]by[-_ ]one|should (?:be|have)|originally|original|changed|altered|subtle|subtly|sabotaged?|instead of|fixme|todo|was:)(?![a-z])/i;
const tellingName = /(?:^|[^a-z])(?:bug|bugs|bugged|buggy|sabotaged?)(?![a-z])/i;

/** The edits that take out comments: those that were not there, or of these only those that may tell of a bug. */
export function removeComments(
  node: SyntaxNode,
  source: string,
  { known, keepsHarmless }: { readonly known: ReadonlySet<string>; readonly keepsHarmless: boolean },
): TextEdit[] {
  return findComments(node).flatMap((comment) => {
    const text = comment.text(source).trim();
    if (known.has(text) || (keepsHarmless && !telling.test(text))) return [];
    const start = lineStart(source, comment.start);
    const before = source.slice(start, comment.start);
    if (before.trim() === '') return [{ start, end: lineEnd(source, comment.end), text: '' }];
    return [{ start: start + before.trimEnd().length, end: comment.end, text: '' }];
  });
}

/** The comments of a node, as they are written. */
export function readComments(node: SyntaxNode, source: string): string[] {
  return findComments(node).map((comment) => comment.text(source).trim());
}

function findComments(node: SyntaxNode): SyntaxNode[] {
  return [...node.descendants()].filter(({ kind }) => kind === 'comment');
}

/** A name or a piece of a string that is new and tells of a bug. */
export function findTellingText(node: SyntaxNode, source: string, known: string): string | undefined {
  for (const { kind, start, end } of node.descendants()) {
    if (kind !== 'identifier' && kind !== 'string_content') continue;
    const text = source.slice(start, end);
    if (tellingName.test(text) && !known.includes(text)) return text;
  }
  return undefined;
}
