import type { Language } from './language.ts';
import { python } from './python/python.ts';

/** The languages the library knows, the first that takes a path deciding. */
const languages: readonly Language[] = [python];

/** The language of a source file, or `undefined` when it is not one of ours. */
export function findLanguage(path: string): Language | undefined {
  return languages.find((language) => language.isSourceFile(path));
}
