import { analyzeSource } from '../../../entities/analyze-source.ts';
import { SourceSyntaxError } from '../../../errors/source-syntax-error.ts';
import { findLanguage } from '../../../languages/find-language.ts';
import { findUncompilable } from '../../lm/python/uncompilable.ts';

/** Whether a file parses and would compile. */
export function isSound(text: string, path: string): boolean {
  const language = findLanguage(path);
  if (language === undefined) return false;
  try {
    return findUncompilable(analyzeSource(text, path, language)) === undefined;
  } catch (error) {
    if (SourceSyntaxError.isInstance(error)) return false;
    throw error;
  }
}
