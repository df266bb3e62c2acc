import picomatch from 'picomatch';

import { findLanguage } from '../languages/find-language.ts';
import type { DecodedSource, Language } from '../languages/language.ts';
import type { Repository } from '../repository/repository.ts';
import type { SkippedFile } from './code-entity.ts';

/** Which source files of a repository are meant. */
export type SourceFileOptions = {
  /** Also files that belong to the tests. @default false */
  readonly includeTests?: boolean | undefined;
  /** Glob patterns of paths; only files that match one are taken. @default all */
  readonly include?: readonly string[] | undefined;
  /** Glob patterns of paths; files that match one are left out. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** Told about each file that cannot be read or parsed; the rest goes on. */
  readonly onSkip?: ((file: SkippedFile) => void) | undefined;
};

/** A source file that could be decoded. */
export type SourceFile = DecodedSource & { readonly path: string; readonly language: Language };

/** The paths of a repository's source files, sorted. */
export function listSourceFiles(
  repository: Repository,
  { includeTests = false, include, exclude = [] }: SourceFileOptions,
): string[] {
  const isIncluded = include === undefined ? () => true : picomatch([...include], { dot: true });
  const isExcluded = picomatch([...exclude], { dot: true });
  return repository.files
    .filter(({ path, mode }) => {
      const language = mode === '120000' ? undefined : findLanguage(path);
      if (language === undefined || (!includeTests && language.isTestFile(path))) return false;
      return isIncluded(path) && !isExcluded(path);
    })
    .map(({ path }) => path);
}

/** Reads and decodes source files one after the other. */
export async function* readSourceFiles(
  repository: Repository,
  paths: Iterable<string>,
  onSkip: SourceFileOptions['onSkip'],
): AsyncGenerator<SourceFile> {
  for await (const { path, content } of repository.readFiles(paths)) {
    const language = findLanguage(path);
    if (language === undefined) continue;
    const decoded = language.decode(content);
    if ('reason' in decoded) onSkip?.({ path, reason: decoded.reason });
    else yield { ...decoded, path, language };
  }
}
