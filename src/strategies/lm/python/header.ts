import type { Definition } from '../../../entities/analyze-source.ts';
import type { Language } from '../../../languages/language.ts';
import type { SyntaxNode } from '../../../languages/syntax-node.ts';

/** A definition with the text it was parsed from. */
export type LocatedDefinition = { readonly definition: Definition; readonly source: string };

/** Whether two definitions are used alike: decorators, `async`, name, parameters, types and bases. */
export function hasSameHeader(one: LocatedDefinition, other: LocatedDefinition, language: Language): boolean {
  const [parts, others] = [headerParts(one.definition), headerParts(other.definition)];
  return (
    parts.length === others.length &&
    parts.every((part, index) => {
      const counterpart = others[index];
      return counterpart !== undefined && language.isSameSyntax(part, one.source, counterpart, other.source);
    })
  );
}

/** The nodes before the body, comments left out. */
function headerParts({ outer, node, body }: Definition): SyntaxNode[] {
  const decorators = outer === node ? [] : outer.children.filter((child) => child !== node);
  return [...decorators, ...node.children].filter(
    (child) =>
      child !== body && child.start < body.start && !/^(?:comment|line_continuation)$/.test(child.kind),
  );
}

/** Offset behind the colon that ends a header. */
export function headerEnd({ node, body }: Definition): number {
  return node.children.findLast(({ kind, start }) => kind === ':' && start < body.start)?.end ?? body.start;
}

/** Whether the body begins on the line on which the header ends. */
export function isInline(definition: Definition, source: string): boolean {
  return !source.slice(headerEnd(definition), definition.body.start).includes('\n');
}
