import { analyzeSource, type SourceAnalysis } from '../../../entities/analyze-source.ts';
import { SourceSyntaxError } from '../../../errors/source-syntax-error.ts';
import type { Language } from '../../../languages/language.ts';

/** Why a text is not Python, and on which of its lines. */
export type SyntaxProblem = { readonly line: number; readonly reason: string };

const header = 'if x:\n';

/** Parses statements that may all be indented, as those of a class are; lines end with `\n`. */
export function parseCode(text: string, language: Language): SourceAnalysis | SyntaxProblem {
  const code = `${text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n`;
  const isIndented = /^[ \t]/.test(code);
  try {
    return analyzeSource(isIndented ? header + code : code, 'reply.py', language);
  } catch (error) {
    if (!SourceSyntaxError.isInstance(error)) throw error;
    return { line: (error.line ?? 1) - (isIndented ? 1 : 0), reason: error.reason };
  }
}
