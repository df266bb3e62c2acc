import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { RepositoryError } from '../../errors/repository-error.ts';
import type { Checkout } from './check-checkout.ts';
import { runGit, toLine } from './run-git.ts';

/**
 * Refuses revisions that git could take for something else.
 *
 * @throws {InvalidArgumentError} when it is one.
 */
export function checkRevision(revision: string): void {
  // eslint-disable-next-line no-control-regex -- no revision holds one
  if (typeof revision === 'string' && /^[^-\s][^\u0000-\u001f\u007f]*$/u.test(revision)) return;
  throw new InvalidArgumentError({
    argument: 'commit',
    value: revision,
    expected: 'a revision such as a commit id, a branch or a tag, not beginning with `-`',
  });
}

/**
 * Finds the id of the commit a revision names, through tags.
 *
 * @throws {RepositoryError} with reason `unknown-commit`.
 */
export async function resolveCommit(checkout: Checkout, revision: string): Promise<string> {
  // In two steps, as `:/words^{commit}` and `HEAD:file^{commit}` would mean something else.
  const object = await resolve(checkout, revision);
  const commit = object === null ? null : await resolve(checkout, `${object}^{commit}`);
  if (commit !== null) return commit;
  const { directory } = checkout;
  const problem =
    revision === 'HEAD'
      ? `\`${directory}\` has no commit checked out. Commit the project's files, or pass \`commit\`.`
      : `\`${directory}\` has no commit ${JSON.stringify(revision)}. ${
          checkout.isShallow
            ? 'It is a shallow clone: run `git fetch --unshallow`, or fetch that commit, and open it again.'
            : 'Pass a commit, branch or tag that `git log` knows there, or fetch it first.'
        }`;
  throw new RepositoryError(problem, { reason: 'unknown-commit', repositoryPath: directory });
}

async function resolve({ directory }: Checkout, revision: string): Promise<string | null> {
  const { exitCode, stdout } = await runGit(directory, 'look up the commit', [
    'rev-parse',
    '--verify',
    '--end-of-options',
    revision,
  ]);
  const id = toLine(stdout);
  return exitCode === 0 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(id) ? id : null;
}
