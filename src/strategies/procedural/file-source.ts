import { type Definition, type SourceAnalysis, analyzeSource } from '../../entities/analyze-source.ts';
import type { SourceFile } from '../../entities/source-files.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { splitLines } from '../../patches/lines.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';

/** A file being modified: its analysis, and its lines as they stand in a patch. */
export type FileSource = SourceAnalysis & {
  readonly newline: '\n' | '\r\n';
  /** Lines as {@link decodePatch} gives them from the file's bytes. */
  readonly patchLines: readonly string[];
  /** Turns text of this file into text of a patch. */
  readonly toPatchText: (text: string) => string;
};

/** @throws {SourceSyntaxError} when the file cannot be parsed. */
export function readFileSource(file: SourceFile): FileSource {
  const analysis = analyzeSource(file.text, file.path, file.language);
  const toPatchText = (text: string): string => decodePatch(file.encode(text));
  return {
    ...analysis,
    newline: file.text.includes('\r\n') ? '\r\n' : '\n',
    patchLines: splitLines(toPatchText(file.text)),
    toPatchText,
  };
}

/** The nodes that belong to a definition itself, grouped by kind. */
export function groupOwnNodes({ node }: Definition): ReadonlyMap<string, readonly SyntaxNode[]> {
  const groups = new Map<string, SyntaxNode[]>();
  const isEntered = ({ kind }: SyntaxNode): boolean =>
    kind !== 'function_definition' && kind !== 'class_definition' && kind !== 'type';
  for (const descendant of node.descendants(isEntered)) {
    const group = groups.get(descendant.kind);
    if (group === undefined) groups.set(descendant.kind, [descendant]);
    else group.push(descendant);
  }
  return groups;
}
