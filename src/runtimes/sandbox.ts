/** A command for {@link Sandbox.exec}. */
export type ExecOptions = {
  /**
   * The command: a string is trusted and runs through `sh -c`; an array is an executable with its arguments
   * and never meets a shell. Either way its input is empty, and a program that does not exist gives exit code
   * 127, one that cannot be executed 126.
   */
  readonly command: string | readonly [string, ...string[]];
  /** Variables added to the sandbox's own; the host's are not passed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** After this many milliseconds everything the command started is killed. */
  readonly timeoutMs?: number | undefined;
  /**
   * Bytes kept of each output stream: the beginning and the end, with a line between them that says how much
   * is missing. @default 10_000_000
   */
  readonly maxOutputBytes?: number | undefined;
  /** Aborting kills everything the command started and rejects with the signal's reason. */
  readonly abortSignal?: AbortSignal | undefined;
};

/** What a command did. A command that fails, times out or is killed is a result, not an error. */
export type ExecResult = {
  /** `null` when it was ended by a signal or by the time-out. */
  readonly exitCode: number | null;
  /**
   * Name of the signal that ended it, such as `SIGSEGV`. Where a shell stands between, it may report 128 and
   * the signal's number as exit code instead.
   */
  readonly signal: string | null;
  /** Text; bytes that are not UTF-8 are replaced by `\ufffd`. */
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Whether part of `stdout` or `stderr` was left out. */
  readonly truncated: boolean;
  readonly durationMs: number;
};

/**
 * A place with a copy of a repository in which commands run; made by a {@link ContainerRuntime}.
 *
 * Paths are POSIX: relative ones start at `workingDirectory`, absolute ones must lie inside
 * `workingDirectory` or `temporaryDirectory`. No path is followed through a symbolic link. A path that leads
 * outside, goes through a link or names one of the two directories themselves throws `InvalidArgumentError`;
 * so does reading or writing what is there but is no regular file, such as a directory or a link.
 *
 * Once removed, every method but `remove` throws `ContainerError`.
 */
export interface Sandbox {
  /** Absolute path, inside the sandbox, of the repository's root. */
  readonly workingDirectory: string;
  /** Absolute path, inside the sandbox, of an empty directory outside the repository. */
  readonly temporaryDirectory: string;
  /**
   * Whether commands see a file system made for the sandbox, as in a container, and not that of a machine other
   * things are on. @default false
   */
  readonly ownsFileSystem?: boolean | undefined;
  /**
   * Runs a command in `workingDirectory`; several may run at once. When it has ended, by itself or not, what it
   * left running in the background is killed.
   *
   * @throws {ContainerError} when it could not be started at all.
   */
  exec(options: ExecOptions): Promise<ExecResult>;
  /** The file's bytes, or `null` when there is none. */
  readFile(path: string): Promise<Uint8Array | null>;
  /** Writes a file, making its directories; an existing file keeps its permissions. */
  writeFile(path: string, content: Uint8Array | string): Promise<void>;
  /** Removes a file, a link or a directory with everything in it; nothing happens when there is none. */
  removeFile(path: string): Promise<void>;
  /** Kills what still runs inside and removes everything; safe to call twice. */
  remove(): Promise<void>;
}
