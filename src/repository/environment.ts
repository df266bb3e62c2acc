/**
 * How to install a repository and run its tests.
 *
 * `testCommand` and the `install` commands are trusted: they are the caller's own and run through a shell.
 */
export type Environment = {
  /** Python version the project wants, such as `3.11`; `undefined` when it says nothing. */
  readonly python?: string | undefined;
  /** Shell commands that install the project and what its tests need, run in order at the repository's root. */
  readonly install: readonly string[];
  /** One shell command that runs the whole suite, such as `python -m pytest`. */
  readonly testCommand: string;
  /** Directories modules are imported from, relative to the root; `.` is the root itself. */
  readonly importRoots?: readonly string[] | undefined;
  /** Name of the container image holding the installed repository, for runtimes that use images. */
  readonly image?: string | undefined;
};
