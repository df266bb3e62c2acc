import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from './sandbox.ts';

/** What a new sandbox is made from. */
export type CreateSandboxOptions = {
  /** The repository whose files the sandbox holds, as committed. */
  readonly repository: Repository;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Makes sandboxes: places with a copy of a repository's files in which commands run.
 *
 * Implement it to run tests somewhere else, and check the implementation with
 * `testContainerRuntime` from `bugsmith/testing`.
 */
export interface ContainerRuntime {
  readonly specificationVersion: 'v1';
  /** Short name used in messages, such as `local`. */
  readonly name: string;
  /**
   * Makes a sandbox holding the repository's files, none of them changed, and its environment installed.
   *
   * @throws {ContainerError} when it cannot be made.
   * @throws {RepositoryError} when a path of the repository would lead outside.
   */
  createSandbox(options: CreateSandboxOptions): Promise<Sandbox>;
  /** Frees what the runtime keeps between sandboxes. */
  dispose?(): Promise<void>;
}
