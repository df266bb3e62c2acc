import { findLanguage } from '../../../languages/find-language.ts';
import { decodePatch } from '../../../patches/patch-bytes.ts';
import type { Repository } from '../../../repository/repository.ts';
import { readSourceText, type SourceText } from './source-text.ts';

/** Files kept ready for merging; each takes some fifty times the memory of its text. */
const maximumSources = 200;

/** Today's source files outside the tests, each read for merging when it is first needed. */
export class TodaysFiles {
  readonly #texts: Map<string, string>;
  readonly #sources: Map<string, SourceText>;
  /** Every path of the repository, those that are no source files too. */
  readonly paths: ReadonlySet<string>;

  constructor(
    texts: ReadonlyMap<string, string>,
    paths: ReadonlySet<string>,
    sources?: Map<string, SourceText>,
  ) {
    this.#texts = new Map(texts);
    this.#sources = new Map(sources);
    this.paths = paths;
  }

  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  source(path: string): SourceText | undefined {
    const known = this.#sources.get(path);
    if (known !== undefined) return known;
    const text = this.#texts.get(path);
    const language = findLanguage(path);
    if (text === undefined || language === undefined) return undefined;
    const source = readSourceText(text, language);
    const [oldest] = this.#sources.keys();
    if (this.#sources.size >= maximumSources && oldest !== undefined) this.#sources.delete(oldest);
    this.#sources.set(path, source);
    return source;
  }

  /** Whether a file can be made: there is none, and nothing but folders on the way, no link for example. */
  hasRoomFor(path: string): boolean {
    const parts = path.split('/');
    return parts.every((_, index) => !this.paths.has(parts.slice(0, index + 1).join('/')));
  }

  entries(): Iterable<[string, string]> {
    return this.#texts.entries();
  }

  /** The same files with other texts in some of them. */
  with(texts: ReadonlyMap<string, string>): TodaysFiles {
    const changed = new TodaysFiles(this.#texts, this.paths, this.#sources);
    for (const [path, text] of texts) {
      changed.#texts.set(path, text);
      changed.#sources.delete(path);
    }
    return changed;
  }
}

/** Reads the source files of a repository, except those of its tests. */
export async function readTodaysFiles(repository: Repository): Promise<TodaysFiles> {
  const paths = repository.files
    .filter(({ path, mode }) => mode !== '120000' && findLanguage(path)?.isTestFile(path) === false)
    .map(({ path }) => path);
  const texts = new Map<string, string>();
  for await (const { path, content } of repository.readFiles(paths)) texts.set(path, decodePatch(content));
  return new TodaysFiles(texts, new Set(repository.files.map(({ path }) => path)));
}
