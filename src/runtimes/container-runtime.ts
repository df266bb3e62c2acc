import type { Repository, RepositoryFileContent } from '../repository/repository.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * What an isolated sandbox must not have.
 *
 * Of what the environment has in the working directory beside the repository's files, git repositories are left out
 * too, and nothing made for this sandbox is used for another or kept once it is removed.
 */
export type IsolationOptions = {
  /** Paths, relative to the root, that are left out. */
  readonly omittedPaths: readonly string[];
  /**
   * Files of the environment that get another content, for runtimes whose sandboxes have a file system of their own:
   * those of this name with exactly this content, wherever they are; `null` removes them.
   */
  readonly replacements?:
    | readonly { readonly name: string; readonly from: Uint8Array; readonly to: Uint8Array | null }[]
    | undefined;
};

/** What a new sandbox is made from. */
export type CreateSandboxOptions = {
  /** The repository whose files the sandbox holds, as committed. */
  readonly repository: Repository;
  /** Makes a sandbox for a program that may look for what it should not see. Takes longer. @default not isolated */
  readonly isolated?: IsolationOptions | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** An image for {@link ContainerRuntime.buildImage}. */
export type BuildImageOptions = {
  /** Name the image gets; one that has the name loses it. */
  readonly image: string;
  /** Text of the Dockerfile, for a builder without BuildKit. */
  readonly dockerfile: string;
  /** What the Dockerfile can copy, by POSIX paths relative to the context; read at most once. */
  readonly files: AsyncIterable<RepositoryFileContent>;
  /** Labels of the image; they say what it was built from. */
  readonly labels: Readonly<Record<string, string>>;
  readonly architecture: 'x86_64' | 'arm64';
  /** Values for `ARG`. */
  readonly buildArguments?: Readonly<Record<string, string>> | undefined;
  /** Network of the steps. @default the engine's own, usually `bridge` */
  readonly networkMode?: string | undefined;
  /** Builds even when there is such an image, and takes no step from an earlier build. @default false */
  readonly force?: boolean | undefined;
  /** Called with what the build prints, as it arrives. */
  readonly onOutput?: ((text: string) => void) | undefined;
  /** Aborting ends the build and rejects with the signal's reason. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Bound of the whole build. */
  readonly timeoutMs: number;
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
  /**
   * Builds an image, for runtimes that use images; does nothing when there is one of this name with all of
   * these labels.
   *
   * @throws {ContainerError} when a step fails, with the end of what it printed, or it takes too long.
   */
  buildImage?(options: BuildImageOptions): Promise<void>;
  /** Frees what the runtime keeps between sandboxes. */
  dispose?(): Promise<void>;
}
