import type { Environment } from './environment.ts';

/** A file as the commit records it. */
export type RepositoryFile = {
  /** POSIX path relative to the root; never absolute, never with a `..` part. */
  readonly path: string;
  /** `100644` a file, `100755` an executable file, `120000` a symbolic link. */
  readonly mode: '100644' | '100755' | '120000';
};

/** A file together with its bytes; for a symbolic link the bytes are its target. */
export type RepositoryFileContent = RepositoryFile & { readonly content: Uint8Array };

/**
 * A git checkout at one commit, read as a value: nothing here writes, and the working tree's uncommitted
 * changes are not seen. Implement it to feed the library from another source than git.
 */
export interface Repository {
  /** `owner__name.<first 8 of the commit>`; the first part of every instance id. */
  readonly mirrorName: string;
  /** Full id of the commit, 40 hexadecimal digits. */
  readonly commit: string;
  readonly environment: Environment;
  /** Every file of the commit, sorted by path; submodules are left out. */
  readonly files: readonly RepositoryFile[];
  /**
   * Reads files as committed, byte for byte, in the order asked.
   *
   * @throws {RepositoryError} when a path is not in `files` or an object is missing.
   */
  readFiles(paths: Iterable<string>): AsyncIterable<RepositoryFileContent>;
}
