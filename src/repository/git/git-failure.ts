import { RepositoryError } from '../../errors/repository-error.ts';
import { quoteForShell } from '../detection/quote-for-shell.ts';

/** A git process that did not do what it should. */
export type GitFailure = {
  readonly exitCode?: number | undefined;
  readonly stderr: string;
  /** Set when the process could not be started. */
  readonly code?: string | undefined;
};

/** Says what a failed git process means and what to do about it. */
export function explainGitFailure(
  failure: GitFailure,
  operation: string,
  directory: string,
): RepositoryError {
  const message = `Git could not ${operation} of \`${directory}\``;
  const fail = (reason: RepositoryError['reason'], text: string): RepositoryError =>
    new RepositoryError(text, { reason, repositoryPath: directory });
  if (failure.code !== undefined) {
    return fail(
      'git-failed',
      `${message}: the program \`git\` could not be started (${failure.code}). ` +
        'Install git 2.30 or newer and make sure that it is on the PATH.',
    );
  }
  const said = quoteGit(failure.stderr);
  if (said.includes('dubious ownership') || said.includes('is owned by someone else')) {
    return fail(
      'git-failed',
      `${message}, as the directory belongs to another user. If you trust it, run ` +
        `\`git config --global --add safe.directory ${quoteForShell(directory)}\` and open it again.`,
    );
  }
  if (said.includes('empty filename')) {
    return fail('unsafe-path', `${message}, as one has no name. Take the project from a source you trust.`);
  }
  if (/promisor remote|transport '.*' not allowed|not a tree object|unable to read|missing/u.test(said)) {
    return fail('missing-objects', `${message}, as objects are missing. ${missingRemedy} Git said: ${said}`);
  }
  const exit = failure.exitCode === undefined ? 'was ended by a signal' : `exited with ${failure.exitCode}`;
  return fail(
    'git-failed',
    `${message}: it ${exit} and said: ${said === '' ? 'nothing' : said}. ` +
      'See whether `git fsck` finds the repository intact, and clone it again if not.',
  );
}

export const missingRemedy: string =
  'A partial clone leaves files out and nothing is downloaded here: make a full clone, or run ' +
  '`git fetch --refetch --no-filter`.';

/** What git printed, shortened and without the credentials a URL may carry. */
export function quoteGit(stderr: string): string {
  return stderr
    .trim()
    .replaceAll(/:\/\/[^\s'"]*@/gu, '://')
    .slice(0, 1000);
}
