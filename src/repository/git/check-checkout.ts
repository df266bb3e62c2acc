import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RepositoryError } from '../../errors/repository-error.ts';
import { quoteGit } from './git-failure.ts';
import { runGit, toLine } from './run-git.ts';

/** The directory of a checkout, found fit to be read. */
export type Checkout = {
  /** Absolute and free of links. */
  readonly directory: string;
  readonly isShallow: boolean;
};

/**
 * Makes sure that a path is the top of a checkout or a bare repository.
 *
 * @throws {RepositoryError} with reason `not-found` or `not-a-git-checkout`, or when git fails.
 */
export async function checkCheckout(path: string): Promise<Checkout> {
  const directory = await findDirectory(path);
  const refuse = (problem: string): RepositoryError =>
    new RepositoryError(problem, { reason: 'not-a-git-checkout', repositoryPath: directory });
  const ask = (...questions: readonly string[]): ReturnType<typeof runGit> =>
    runGit(directory, 'find the top', ['rev-parse', ...questions]);

  const facts = await ask('--is-bare-repository', '--is-shallow-repository', '--absolute-git-dir');
  if (facts.exitCode !== 0) {
    throw refuse(
      `\`${directory}\` is not a git checkout. Clone the project, or run \`git init\` in the directory and ` +
        `commit its files. Git said: ${quoteGit(facts.stderr)}`,
    );
  }
  const [, isBare, isShallow, gitDirectory = ''] =
    /^(true|false)\n(true|false)\n(.*)$/su.exec(toLine(facts.stdout)) ?? [];
  const checkout = { directory, isShallow: isShallow === 'true' };
  if (isBare === 'true') {
    const bare = await realpath(gitDirectory);
    if (bare === directory || dirname(bare) === directory) return checkout;
    throw refuse(`\`${directory}\` lies inside the bare repository \`${bare}\`. Open that instead.`);
  }
  const top = await ask('--show-toplevel');
  if (top.exitCode !== 0) {
    throw refuse(
      `\`${directory}\` lies inside the git directory \`${gitDirectory}\`. Open the checkout it belongs to.`,
    );
  }
  const topDirectory = toLine(top.stdout);
  // A setting of the checkout may name a working tree that is not there.
  if ((await realpath(topDirectory).catch(() => topDirectory)) === directory) return checkout;
  throw refuse(
    `\`${directory}\` is not the top of a git checkout, its top is \`${topDirectory}\`. Open that instead.`,
  );
}

async function findDirectory(path: string): Promise<string> {
  const refuse = (problem: string, cause?: unknown): RepositoryError =>
    new RepositoryError(`${problem}. Pass the directory of a git checkout.`, {
      reason: 'not-found',
      repositoryPath: path,
      cause,
    });
  try {
    const directory = await realpath(path);
    if ((await stat(directory)).isDirectory()) return directory;
  } catch (error) {
    throw refuse(`There is no directory \`${path}\`, or it may not be entered`, error);
  }
  throw refuse(`\`${path}\` is not a directory`);
}
