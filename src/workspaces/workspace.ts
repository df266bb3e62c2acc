import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';

/** A file before and after the bug; `null` where it does not exist. */
export type ChangedFile = {
  readonly path: string;
  readonly clean: Uint8Array | null;
  readonly buggy: Uint8Array | null;
};

/** A checkout with a bug in it, ready for an agent. */
export type Workspace = {
  readonly instanceId: string;
  /** Absolute path of the checkout: on this machine, or inside the sandbox. */
  readonly directory: string;
  /** Id of the only commit; `undefined` where there is no program `git`, and so no `.git`. */
  readonly commit: string | undefined;
  /** The files of that commit: the instance's repository with the bug, without the files of `removedTestFiles`. */
  readonly repository: Repository;
  /** Files with tests that fail because of the bug, where they were to be removed. */
  readonly removedTestFiles: readonly string[];
  /** Caches and backups that were beside the repository's files and are gone. */
  readonly removedFiles: readonly string[];
  /** Absolute paths of installed copies of changed files that got the bug too. */
  readonly replacedCopies: readonly string[];
  /** Absolute paths of installed copies that are still as they were: each of them holds the answer. */
  readonly keptCopies: readonly string[];
};

/** A {@link Workspace} in a sandbox, which is the caller's to remove. */
export type SandboxWorkspace = Workspace & { readonly sandbox: Sandbox };
