import { listSourceFiles, readSourceFiles } from '../../entities/source-files.ts';
import { findLanguage } from '../../languages/find-language.ts';
import type { Repository } from '../../repository/repository.ts';
import { splitLines } from '../../patches/lines.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { CallGraph } from './call-graph.ts';
import { type CodeNode, type FileCode, readFileCode } from './code-nodes.ts';

/** A file of a repository. */
export type RepositoryCodeFile = {
  /** With their terminators; bytes that are not UTF-8 as in patches. */
  readonly lines: readonly string[];
  /** None where it is no source file or cannot be parsed. */
  readonly nodes: readonly CodeNode[];
};

/** The code of a repository as far as it was asked for; read once, and kept as long as the repository is. */
export class RepositoryCode {
  static readonly #known = new WeakMap<Repository, RepositoryCode>();
  readonly #repository: Repository;
  readonly #paths: ReadonlySet<string>;
  readonly #files = new Map<string, Promise<RepositoryCodeFile | undefined>>();
  #graph: Promise<CallGraph> | undefined;

  private constructor(repository: Repository) {
    this.#repository = repository;
    this.#paths = new Set(repository.files.map(({ path }) => path));
  }

  static of(repository: Repository): RepositoryCode {
    const code = RepositoryCode.#known.get(repository) ?? new RepositoryCode(repository);
    RepositoryCode.#known.set(repository, code);
    return code;
  }

  /** A file, or `undefined` where it is not there. */
  fileOf(path: string): Promise<RepositoryCodeFile | undefined> {
    const file = this.#files.get(path) ?? this.#readFile(path);
    this.#files.set(path, file);
    return file;
  }

  callGraph(): Promise<CallGraph> {
    this.#graph ??= this.#readGraph();
    return this.#graph;
  }

  async #readFile(path: string): Promise<RepositoryCodeFile | undefined> {
    if (!this.#paths.has(path)) return undefined;
    const language = findLanguage(path);
    for await (const { content } of this.#repository.readFiles([path])) {
      const decoded = language?.decode(content);
      const isCode = language !== undefined && decoded !== undefined && !('reason' in decoded);
      return {
        lines: splitLines(decodePatch(content)),
        nodes: isCode ? readFileCode(decoded.text, path, language).nodes : [],
      };
    }
    return undefined;
  }

  async #readGraph(): Promise<CallGraph> {
    const paths = listSourceFiles(this.#repository, { includeTests: true });
    const files: FileCode[] = [];
    for await (const { path, text, language } of readSourceFiles(this.#repository, paths, undefined)) {
      files.push(readFileCode(text, path, language));
    }
    return new CallGraph(files);
  }
}
