import type { EntityProperty } from './entity-property.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** The result of parsing; a parser always gives a tree, and marks where the source is not of its language. */
export type SyntaxTree = {
  readonly root: SyntaxNode;
  /** Where the first syntax error is, or `null` when there is none. */
  readonly error: { readonly offset: number; readonly reason: string } | null;
};

/** A file's text, with the way back to its bytes. */
export type DecodedSource = {
  /** Every character of the file, a byte order mark too. */
  readonly text: string;
  /** Bytes of any part of `text`, in the file's own encoding. */
  encode(text: string): Uint8Array;
};

/** A definition found in a tree, as its language sees it. */
export type DefinitionParts = {
  readonly kind: 'function' | 'class';
  readonly name: string;
  /** The definition together with what belongs before it, such as decorators. */
  readonly outer: SyntaxNode;
  /** The statements, docstring included. */
  readonly body: SyntaxNode;
};

/** How much a node adds to what is known of the definition around it. */
export type NodeDescription = {
  readonly properties: readonly EntityProperty[];
  /** Added to the complexity. */
  readonly complexity: number;
};

/** Statements parsed on their own; offsets count from the start of `source`. */
export type ParsedBlock = { readonly statements: readonly SyntaxNode[]; readonly source: string };

/**
 * What the library must know of a programming language. A second language is a second implementation.
 */
export interface Language {
  readonly specificationVersion: 'v1';
  /** Lower-case name, such as `python`. */
  readonly name: string;
  /** Whether a path names a source file of this language. */
  isSourceFile(path: string): boolean;
  /** Whether a source file belongs to the tests, which are never broken. */
  isTestFile(path: string): boolean;
  /** Reads a file's bytes; a text says why they cannot be read. */
  decode(bytes: Uint8Array): DecodedSource | { readonly reason: string };
  parse(source: string): SyntaxTree;
  /** The definition a node is, or `null` when it is something else. */
  readDefinition(node: SyntaxNode, source: string): DefinitionParts | null;
  /** The properties a definition has by its own form, such as `is_async`. */
  describeDefinition(definition: DefinitionParts, source: string): readonly EntityProperty[];
  /** What the node adds to the properties and complexity of the definitions it lies in. */
  describeNode(node: SyntaxNode): NodeDescription;
  /** The part of a definition's text that says how it is used: name, parameters, bases; without decorators. */
  readSignature(definition: DefinitionParts, source: string): string;
  /** The documentation written inside the definition, without quotes and common indentation. */
  readDocstring(definition: DefinitionParts, source: string): string | null;
  /** The definition with its code taken out and its documentation kept; it still parses. */
  createStub(definition: DefinitionParts, source: string): string;
  /** Whether two nodes mean the same: differing at most in comments, layout and redundant parentheses. */
  isSameSyntax(node: SyntaxNode, source: string, other: SyntaxNode, otherSource: string): boolean;
  /** Whether a node is a statement of a block. */
  isStatement(node: SyntaxNode): boolean;
  /**
   * Parses whole lines of a block of this indentation, on their own; the last may lack its terminator. `null`
   * when they are not valid there.
   */
  parseBlock(lines: string, indentation: string): ParsedBlock | null;
}
