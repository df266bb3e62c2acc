import { execa } from 'execa';
import { explainGitFailure, quoteGit } from '../../repository/git/git-failure.ts';
import { prepareGit } from '../../repository/git/prepare-git.ts';

/** What a git process left. */
export type GitRun = {
  readonly exitCode: number;
  readonly stdout: string;
  /** Without credentials. */
  readonly stderr: string;
};

/** How a git process is run. */
export type WorkGitOptions = {
  /** What is being done, for errors: `push branches`. */
  readonly operation: string;
  /** Variables of the caller's, such as `GIT_SSH_COMMAND`. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** Commits are the same on any machine: no signature, no conversion of line ends, one thread for packs. */
const settings: readonly string[] = [
  'core.autocrlf=false',
  'fastimport.unpackLimit=0',
  'pack.threads=1',
  'gc.auto=0',
];

/** The arguments and options for a git command that writes. */
export function prepareWorkGit(
  directory: string,
  commandArguments: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ReturnType<typeof prepareGit> {
  const own = settings.flatMap((setting) => ['-c', setting]);
  const [argumentList, options] = prepareGit(directory, [...own, ...commandArguments]);
  const env = { ...options.env, GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh', ...variables };
  return [argumentList, { ...options, env }];
}

/**
 * Runs a git command that writes, in a repository of our own; an exit code other than 0 is a result.
 *
 * @throws {RepositoryError} when git cannot be started or is killed; the abort's reason when aborted.
 */
export async function tryGit(
  directory: string,
  commandArguments: readonly string[],
  { operation, variables, abortSignal }: WorkGitOptions,
): Promise<GitRun> {
  abortSignal?.throwIfAborted();
  const [argumentList, options] = prepareWorkGit(directory, commandArguments, variables);
  const result = await execa('git', argumentList, {
    ...options,
    stdin: 'ignore',
    ...(abortSignal !== undefined && { cancelSignal: abortSignal }),
    forceKillAfterDelay: 500,
  });
  abortSignal?.throwIfAborted();
  const { exitCode, code } = result;
  const stderr = Buffer.from(result.stderr).toString();
  if (exitCode === undefined) throw explainGitFailure({ exitCode, code, stderr }, operation, directory);
  return { exitCode, stdout: Buffer.from(result.stdout).toString(), stderr: quoteGit(stderr) };
}

/** Like {@link tryGit}, but gives what was printed and throws for every other exit code than 0. */
export async function workGit(
  directory: string,
  commandArguments: readonly string[],
  options: WorkGitOptions,
): Promise<string> {
  const run = await tryGit(directory, commandArguments, options);
  if (run.exitCode !== 0) throw explainGitFailure(run, options.operation, directory);
  return run.stdout;
}
