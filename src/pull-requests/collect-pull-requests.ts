import { resolve } from 'node:path';

import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkCheckout } from '../repository/git/check-checkout.ts';
import { type LogEntry, readLog } from '../repository/git/read-log.ts';
import { readRemoteUrl } from '../repository/git/read-remote-url.ts';
import { checkRevision, resolveCommit } from '../repository/git/resolve-commit.ts';
import { readRemoteName } from '../repository/mirror-name.ts';
import type { PullRequest } from './pull-request.ts';
import { findLinkedIssues } from './find-linked-issues.ts';
import { readChangedFiles } from './read-changed-files.ts';
import { type MergeMessage, readMergeMessage } from './read-merge-message.ts';
import { splitPatches } from './split-patches.ts';

/** Options of {@link collectPullRequests}. */
export type CollectPullRequestsOptions = {
  /** Where to begin going back. @default 'HEAD' */
  readonly commit?: string | undefined;
  /** Stop after this many. @default Infinity */
  readonly maxPullRequests?: number | undefined;
};

/** The commits that brought in one pull request. */
type Merge = { readonly message: MergeMessage; readonly newest: LogEntry; oldest: LogEntry };

/**
 * Finds merged pull requests in a repository's own history, newest first, without any account.
 *
 * Shapes: a pull request is a merge commit, a commit whose first line ends in `(#123)`, or one with a trailer
 * such as `PR-URL`; of several with one number the newest counts, together with those directly below it.
 * What it changed is the difference to its first parent. Of the issues it resolves only the numbers are known.
 *
 * @throws {InvalidArgumentError} when an option is malformed.
 * @throws {RepositoryError} when the checkout cannot be read, or a commit is missing in it.
 */
export async function* collectPullRequests(
  path: string,
  { commit: revision = 'HEAD', maxPullRequests = Number.POSITIVE_INFINITY }: CollectPullRequestsOptions = {},
): AsyncGenerator<PullRequest, void, undefined> {
  checkRevision(revision);
  if (!(maxPullRequests > 0)) {
    throw new InvalidArgumentError({
      argument: 'maxPullRequests',
      value: maxPullRequests,
      expected: 'above 0',
    });
  }
  const checkout = await checkCheckout(resolve(path));
  const { directory } = checkout;
  const remoteUrl = await readRemoteUrl(directory);
  const repository = (remoteUrl === null ? null : readRemoteName(remoteUrl)) ?? '';
  let count = 0;
  for await (const merge of findMerges(directory, await resolveCommit(checkout, revision))) {
    yield await readPullRequest(directory, repository, merge);
    count += 1;
    if (count >= maxPullRequests) return;
  }
}

async function* findMerges(directory: string, commit: string): AsyncGenerator<Merge, void, undefined> {
  const seen = new Set<number>();
  let open: Merge | undefined;
  for await (const entry of readLog(directory, commit)) {
    const message = readMergeMessage(entry.message);
    if (message === undefined || entry.parents.length === 0) continue;
    if (open?.message.number === message.number && open.oldest.parents[0] === entry.commit) {
      open.oldest = entry;
      continue;
    }
    if (seen.has(message.number)) continue;
    seen.add(message.number);
    if (open !== undefined) yield open;
    open = { message, newest: entry, oldest: entry };
  }
  if (open !== undefined) yield open;
}

async function readPullRequest(directory: string, repository: string, merge: Merge): Promise<PullRequest> {
  const { message, newest, oldest } = merge;
  const baseCommit = oldest.parents[0] ?? '';
  const files = await readChangedFiles(directory, baseCommit, newest.commit);
  return {
    number: message.number,
    repository,
    title: message.title,
    body: message.body,
    issues: findLinkedIssues(`${message.title}\n${message.body}`, repository).map((number) => ({ number })),
    problemStatement: '',
    hints: '',
    baseCommit,
    mergeCommit: newest.commit,
    createdAt: newest.date,
    ...splitPatches(files),
    files,
  };
}
