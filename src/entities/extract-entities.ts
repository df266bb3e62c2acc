import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { SourceSyntaxError } from '../errors/source-syntax-error.ts';
import { findLanguage } from '../languages/find-language.ts';
import type { Repository } from '../repository/repository.ts';
import { analyzeSource, toCodeEntity } from './analyze-source.ts';
import type { CodeEntity } from './code-entity.ts';
import { listSourceFiles, readSourceFiles, type SourceFileOptions } from './source-files.ts';

/** Options of {@link extractEntities}. */
export type ExtractEntitiesOptions = SourceFileOptions & {
  /** Stop after this many. @default Infinity */
  readonly maxEntities?: number | undefined;
};

/**
 * Finds the functions, methods and classes of a repository, nested ones too, outside its test files.
 *
 * They come sorted by path and, within a file, in source order. A file that cannot be decoded or parsed is
 * passed to `onSkip` and left out.
 *
 * @throws {InvalidArgumentError} when `maxEntities` is not a positive number.
 * @source Paper, section B.1 and B.2. SWE-smith also takes the files it cannot decode as absent, silently.
 */
export async function extractEntities(
  repository: Repository,
  options: ExtractEntitiesOptions = {},
): Promise<CodeEntity[]> {
  const { maxEntities = Number.POSITIVE_INFINITY, onSkip } = options;
  if (!(maxEntities > 0)) {
    throw new InvalidArgumentError({ argument: 'maxEntities', value: maxEntities, expected: 'above 0' });
  }
  const entities: CodeEntity[] = [];
  for await (const file of readSourceFiles(repository, listSourceFiles(repository, options), onSkip)) {
    try {
      entities.push(...extractEntitiesFromSource(file.text, { path: file.path }));
    } catch (error) {
      if (!SourceSyntaxError.isInstance(error)) throw error;
      onSkip?.({ path: file.path, line: error.line, reason: error.reason });
    }
    if (entities.length >= maxEntities) return entities.slice(0, maxEntities);
  }
  return entities;
}

/**
 * Finds the functions, methods and classes in one file's text; pure.
 *
 * `path` decides the language and appears in the entities; nothing is read from disk.
 *
 * @throws {SourceSyntaxError} when the text cannot be parsed.
 * @throws {InvalidArgumentError} when `path` is not that of a source file.
 */
export function extractEntitiesFromSource(source: string, { path }: { readonly path: string }): CodeEntity[] {
  const language = findLanguage(path);
  if (language === undefined) {
    throw new InvalidArgumentError({
      argument: 'path',
      value: path,
      expected: 'the path of a source file, such as `a.py`',
    });
  }
  const analysis = analyzeSource(source, path, language);
  return analysis.definitions.map((definition) => toCodeEntity(definition, analysis));
}
