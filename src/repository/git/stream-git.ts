import { execa } from 'execa';
import { explainGitFailure } from './git-failure.ts';
import { prepareGit } from './prepare-git.ts';

/**
 * Runs a git command that reads and gives what it prints, split at each NUL; it ends with the loop over it.
 *
 * Git waits while the consumer does.
 *
 * @throws {RepositoryError} when git fails.
 */
export async function* streamGit(
  directory: string,
  operation: string,
  commandArguments: readonly string[],
): AsyncGenerator<string, void, undefined> {
  const [argumentList, options] = prepareGit(directory, commandArguments);
  const subprocess = execa('git', argumentList, {
    ...options,
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
  });
  const decoder = new TextDecoder();
  let rest = '';
  let isDone = false;
  try {
    for await (const chunk of subprocess.stdout) {
      const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\0');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    isDone = true;
  } finally {
    if (!isDone) {
      subprocess.kill();
      subprocess.stdout.destroy();
    }
    await subprocess;
  }
  const { exitCode, code, stderr } = await subprocess;
  if (exitCode !== 0) {
    throw explainGitFailure(
      { exitCode, code, stderr: new TextDecoder().decode(stderr) },
      operation,
      directory,
    );
  }
  if (rest !== '') yield rest;
}
