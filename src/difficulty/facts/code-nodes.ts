import { analyzeSource, type SourceAnalysis } from '../../entities/analyze-source.ts';
import { SourceSyntaxError } from '../../errors/source-syntax-error.ts';
import type { Language } from '../../languages/language.ts';
import { readMentions } from './mentions.ts';

/** A function, method or class of a file, with the names it mentions as something to call. */
export type CodeNode = {
  readonly path: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly kind: 'function' | 'method' | 'class';
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly complexity: number;
  /** Names it calls or uses and does not define itself; functions inside it count as part of it. */
  readonly mentions: ReadonlySet<string>;
};

/** What is known of the code of a file. */
export type FileCode = {
  /** Functions, methods and classes, outer ones first. */
  readonly nodes: readonly CodeNode[];
  /** Names assigned outside of functions, with those their values are made of. */
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Reads the code of a file; there is none where it cannot be parsed. */
export function readFileCode(source: string, path: string, language: Language): FileCode {
  let analysis: SourceAnalysis;
  try {
    analysis = analyzeSource(source, path, language);
  } catch (error) {
    if (SourceSyntaxError.isInstance(error)) return { nodes: [], aliases: new Map() };
    throw error;
  }
  const { ofDefinitions, ofNames } = readMentions(analysis);
  const nodes = analysis.definitions.map((definition) => ({
    path,
    qualifiedName: definition.qualifiedName,
    name: definition.name,
    kind: definition.entityKind,
    startLine: analysis.lines.lineAt(definition.outer.start) + 1,
    endLine: analysis.lines.lineAt(definition.outer.end) + 1,
    complexity: definition.complexity,
    mentions: ofDefinitions.get(definition) ?? new Set(),
  }));
  return { nodes, aliases: ofNames };
}
