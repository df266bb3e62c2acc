import { execa } from 'execa';
import { explainGitFailure } from './git-failure.ts';
import { prepareGit } from './prepare-git.ts';

/** What a git process printed, with the newline at its end. */
export type GitOutput = { readonly exitCode: number; readonly stdout: Uint8Array; readonly stderr: string };

/** Enough for the list of ten million files. */
const maximumOutputBytes = 1_000_000_000;

/**
 * Runs a git command that reads; an exit code other than 0 is a result.
 *
 * @throws {RepositoryError} when git cannot be started, is killed, or refuses the directory's owner.
 */
export async function runGit(
  directory: string,
  operation: string,
  commandArguments: readonly string[],
): Promise<GitOutput> {
  const [argumentList, options] = prepareGit(directory, commandArguments);
  const { exitCode, code, stdout, stderr } = await execa('git', argumentList, {
    ...options,
    stdin: 'ignore',
    stripFinalNewline: false,
    maxBuffer: maximumOutputBytes,
  });
  const failure = { exitCode, code, stderr: new TextDecoder().decode(stderr) };
  if (exitCode === undefined || failure.stderr.includes('dubious ownership')) {
    throw explainGitFailure(failure, operation, directory);
  }
  return { exitCode, stdout, stderr: failure.stderr };
}

/** Like {@link runGit}, but gives what was printed and throws for every other exit code than 0. */
export async function readGit(
  directory: string,
  operation: string,
  commandArguments: readonly string[],
): Promise<Uint8Array> {
  const output = await runGit(directory, operation, commandArguments);
  if (output.exitCode !== 0) throw explainGitFailure(output, operation, directory);
  return output.stdout;
}

/** The text of an output without its last newline. */
export function toLine(stdout: Uint8Array): string {
  return new TextDecoder().decode(stdout).replace(/\r?\n$/u, '');
}
