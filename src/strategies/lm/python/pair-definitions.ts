import type { Definition } from '../../../entities/analyze-source.ts';

/** A definition, and the one in its place in other code, if there is one. */
export type DefinitionPair = { readonly original: Definition; readonly counterpart: Definition | undefined };

/** Pairs a definition and all inside it with those of another one, by name and, for equal names, by order. */
export function pairDefinitions(
  original: Definition,
  definitions: readonly Definition[],
  counterpart: Definition,
  counterparts: readonly Definition[],
): DefinitionPair[] {
  const others = new Map(nameInside(counterpart, counterparts));
  return nameInside(original, definitions).map(([name, definition]) => ({
    original: definition,
    counterpart: others.get(name),
  }));
}

/** The definition and those inside it, by a name that is theirs alone. */
function nameInside(outermost: Definition, definitions: readonly Definition[]): [string, Definition][] {
  const { start, end } = outermost.outer;
  const seen = new Map<string, number>();
  return definitions
    .filter(({ node }) => start <= node.start && node.end <= end)
    .map((definition) => {
      const name = definition.qualifiedName.slice(outermost.qualifiedName.length);
      const number = (seen.get(name) ?? 0) + 1;
      seen.set(name, number);
      return [`${name} ${number}`, definition];
    });
}
