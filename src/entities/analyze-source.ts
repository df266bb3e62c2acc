import { type EntityProperty, entityProperties } from '../languages/entity-property.ts';
import type { DefinitionParts, Language } from '../languages/language.ts';
import type { SyntaxNode } from '../languages/syntax-node.ts';
import { LineIndex } from '../patches/line-index.ts';
import { SourceSyntaxError } from '../errors/source-syntax-error.ts';
import type { CodeEntity } from './code-entity.ts';

/** A definition in a tree, with what is known of it. */
export type Definition = DefinitionParts & {
  /** The `def` or `class` statement itself. */
  readonly node: SyntaxNode;
  readonly entityKind: CodeEntity['kind'];
  readonly qualifiedName: string;
  readonly properties: ReadonlySet<EntityProperty>;
  readonly complexity: number;
};

/** A parsed file. */
export type SourceAnalysis = {
  readonly path: string;
  readonly source: string;
  readonly language: Language;
  readonly root: SyntaxNode;
  readonly lines: LineIndex;
  /** In source order, outer ones before those inside them. */
  readonly definitions: readonly Definition[];
};

/** A definition whose parts are still being added up. */
type OpenDefinition = Omit<Definition, 'properties' | 'complexity'> & {
  readonly enclosing: OpenDefinition | undefined;
  properties: Set<EntityProperty>;
  complexity: number;
};

/**
 * Parses a file and finds its definitions.
 *
 * @throws {SourceSyntaxError} when the file is not of its language.
 */
export function analyzeSource(source: string, path: string, language: Language): SourceAnalysis {
  const { root, error } = language.parse(source);
  const lines = new LineIndex(source);
  if (error !== null) {
    throw new SourceSyntaxError({ path, line: lines.lineAt(error.offset) + 1, reason: error.reason });
  }
  return { path, source, language, root, lines, definitions: findDefinitions(root, source, language) };
}

function findDefinitions(root: SyntaxNode, source: string, language: Language): Definition[] {
  const definitions: OpenDefinition[] = [];
  let innermost: OpenDefinition | undefined;
  for (const node of root.descendants()) {
    while (innermost !== undefined && node.start >= innermost.node.end) innermost = innermost.enclosing;
    const parts = node.isNamed ? language.readDefinition(node, source) : null;
    if (parts !== null) {
      innermost = openDefinition(node, parts, innermost);
      for (const property of language.describeDefinition(parts, source)) innermost.properties.add(property);
      definitions.push(innermost);
    } else if (innermost !== undefined && node.isNamed) {
      const { properties, complexity } = language.describeNode(node);
      for (const property of properties) innermost.properties.add(property);
      innermost.complexity += complexity;
    }
  }
  // Inner definitions come after outer ones, so going backwards each is complete before it is added.
  for (const { enclosing, properties, complexity } of definitions.toReversed()) {
    if (enclosing === undefined) continue;
    for (const property of properties) if (property.startsWith('has_')) enclosing.properties.add(property);
    enclosing.complexity += complexity;
  }
  return definitions;
}

function openDefinition(
  node: SyntaxNode,
  parts: DefinitionParts,
  enclosing: OpenDefinition | undefined,
): OpenDefinition {
  const isInClass = enclosing?.kind === 'class';
  const scope = enclosing === undefined ? '' : `${enclosing.qualifiedName}${isInClass ? '.' : '.<locals>.'}`;
  return {
    ...parts,
    node,
    enclosing,
    entityKind: parts.kind === 'class' ? 'class' : isInClass ? 'method' : 'function',
    qualifiedName: scope + parts.name,
    properties: new Set(),
    complexity: 0,
  };
}

/** The plain value of a definition. */
export function toCodeEntity(definition: Definition, analysis: SourceAnalysis): CodeEntity {
  const { source, language, lines, path } = analysis;
  const { outer } = definition;
  const startLine = lines.lineAt(outer.start);
  return {
    kind: definition.entityKind,
    name: definition.name,
    qualifiedName: definition.qualifiedName,
    path,
    startLine: startLine + 1,
    endLine: lines.lineAt(outer.end) + 1,
    indentation: source.slice(lines.startOf(startLine), outer.start).replace(/^\ufeff/, ''),
    source: outer.text(source),
    signature: language.readSignature(definition, source),
    docstring: language.readDocstring(definition, source),
    stub: language.createStub(definition, source),
    properties: entityProperties.filter((property) => definition.properties.has(property)),
    complexity: definition.complexity,
  };
}
