import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkData } from '../json/json-data.ts';
import { CommitTexts } from './commit-texts.ts';
import { findLinkedIssues } from './find-linked-issues.ts';
import { commentSchema, commitSchema, type GitHubPull, issueSchema, pullSchema } from './github-answers.ts';
import { GitHubClient } from './github-client.ts';
import type { LinkedIssue, PullRequest } from './pull-request.ts';
import { splitPatches } from './split-patches.ts';

/** Options of {@link fetchPullRequests}. */
export type FetchPullRequestsOptions = {
  /** Raises the limit of requests and shows private repositories. @default none */
  readonly token?: string | undefined;
  /** @default 'https://api.github.com' */
  readonly baseUrl?: string | undefined;
  /** Longest wait until GitHub takes requests again; beyond it the call fails. @default 3_700_000 */
  readonly maxWaitMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Path of a checkout with the project's history, for the whole texts of files. @default none */
  readonly checkout?: string | undefined;
  /** Stop after this many. @default Infinity */
  readonly maxPullRequests?: number | undefined;
  /** Leave out what was opened before; ISO 8601. @default everything is taken */
  readonly since?: string | undefined;
  /** Also read what was said of the issues before the work began; a request more for each. @default false */
  readonly includeHints?: boolean | undefined;
};

/**
 * Fetches merged pull requests of `owner/name` from GitHub's API, those opened last first.
 *
 * Issues are linked as SWE-bench does: by closing keywords in title, body and commit messages. Requests are
 * spread and repeated as GitHub asks; without a `token` it takes 60 an hour, and a pull request needs two and
 * one for each issue.
 *
 * @throws {InvalidArgumentError} when `repository` or an option is malformed.
 * @throws {GitHubError} when GitHub refuses or cannot be reached.
 * @throws {DataFormatError} when it answers in another form.
 * @throws {RepositoryError} when `checkout` is none.
 */
export async function* fetchPullRequests(
  repository: string,
  options: FetchPullRequestsOptions = {},
): AsyncGenerator<PullRequest, void, undefined> {
  const { checkout, maxPullRequests = Number.POSITIVE_INFINITY, since = '' } = options;
  if (typeof repository !== 'string' || !/^[\w.-]+\/[\w.-]+$/u.test(repository)) {
    throw new InvalidArgumentError({ argument: 'repository', value: repository, expected: '`owner/name`' });
  }
  if (!(maxPullRequests > 0)) {
    throw new InvalidArgumentError({
      argument: 'maxPullRequests',
      value: maxPullRequests,
      expected: 'above 0',
    });
  }
  const earliest = since === '' ? Number.NEGATIVE_INFINITY : Date.parse(since);
  if (Number.isNaN(earliest)) {
    throw new InvalidArgumentError({ argument: 'since', value: since, expected: 'a time in ISO 8601' });
  }
  const commits = await CommitTexts.open(checkout);
  const client = await GitHubClient.create({ ...options, repository });
  const parameters = { state: 'closed', sort: 'created', direction: 'desc' };
  let count = 0;
  for await (const item of client.list('list the pull requests', '/repos/{owner}/{repo}/pulls', parameters)) {
    const pull = checkData(pullSchema, item, { file: `GitHub: a pull request of ${repository}` });
    if (Date.parse(pull.created_at) < earliest) return;
    if (pull.merged_at === null || pull.merged_at === undefined) continue;
    yield await fetchOne(pull, { client, commits, repository, includesHints: options.includeHints ?? false });
    count += 1;
    if (count >= maxPullRequests) return;
  }
}

async function fetchOne(
  pull: GitHubPull,
  context: {
    readonly client: GitHubClient;
    readonly commits: CommitTexts;
    readonly repository: string;
    readonly includesHints: boolean;
  },
): Promise<PullRequest> {
  const { client, commits, repository, includesHints } = context;
  const route = '/repos/{owner}/{repo}/pulls/{pull_number}';
  const parameters = { pull_number: pull.number };
  const messages: string[] = [];
  let begun = '';
  for await (const item of client.list('list the commits', `${route}/commits`, parameters)) {
    const { commit } = checkData(commitSchema, item, { file: `GitHub: a commit of #${pull.number}` });
    messages.push(commit.message);
    if (begun === '') begun = commit.author?.date ?? '';
  }
  const numbers = findLinkedIssues([pull.title, pull.body, ...messages].join('\n'), repository);
  const linked = await fetchIssues(numbers, client, includesHints ? begun : '');
  const files = (await commits.readMerge(pull.merge_commit_sha)) ?? (await fetchFiles());
  return {
    number: pull.number,
    repository,
    title: pull.title,
    body: pull.body,
    ...linked,
    baseCommit: pull.base.sha,
    mergeCommit: pull.merge_commit_sha,
    createdAt: pull.created_at,
    ...splitPatches(files),
    files,
  };

  async function fetchFiles(): Promise<PullRequest['files']> {
    const diff = await client.get('read a diff', route, { ...parameters, mediaType: { format: 'diff' } });
    return commits.readPatch(typeof diff === 'string' ? diff : '', pull.base.sha);
  }
}

/** Issues that are there, and what was said of them until `begun`; nothing was when that is empty. */
async function fetchIssues(
  numbers: readonly number[],
  client: GitHubClient,
  begun: string,
): Promise<Pick<PullRequest, 'issues' | 'problemStatement' | 'hints'>> {
  const issues: LinkedIssue[] = [];
  const hints: string[] = [];
  const route = '/repos/{owner}/{repo}/issues/{issue_number}';
  for (const number of numbers) {
    const answer = await client.find('read an issue', route, { issue_number: number });
    if (answer === null) continue;
    const {
      title,
      body,
      pull_request: pull,
    } = checkData(issueSchema, answer, { file: `GitHub: issue #${number}` });
    if (pull !== undefined && pull !== null) continue;
    issues.push({ number, title, body });
    if (begun === '') continue;
    for await (const item of client.list('list the comments', `${route}/comments`, {
      issue_number: number,
    })) {
      const comment = checkData(commentSchema, item, { file: `GitHub: a comment of #${number}` });
      if (Date.parse(comment.updated_at) >= Date.parse(begun)) break;
      hints.push(comment.body);
    }
  }
  const problemStatement = issues.map(({ title = '', body = '' }) => `${title}\n${body}\n`).join('');
  return { issues, problemStatement, hints: hints.join('\n') };
}
