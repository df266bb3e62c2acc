import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchPullRequests, type FetchPullRequestsOptions, GitHubError, type PullRequest } from 'bugsmith';

import { catchError, git } from '../repository/git-checkout.ts';
import { makeHistory } from '../strategies/mirror/history.ts';

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };
type Route = Answer | ((request: IncomingMessage, count: number) => Answer);

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server that answers as GitHub's API does, by path; every request is remembered. */
async function startGitHub(routes: Readonly<Record<string, Route>>) {
  const requests: { path: string; accept: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const path = url.pathname + (url.searchParams.get('page') === '2' ? '?page=2' : '');
    const { accept, authorization } = request.headers;
    const count = requests.filter((other) => other.path === path).length;
    requests.push({ path, accept, authorization });
    const isDiff = accept?.includes('diff') === true;
    const route = routes[isDiff ? `${path} diff` : path] ?? { status: 404, body: { message: 'Not Found' } };
    const { status = 200, headers = {}, body } = typeof route === 'function' ? route(request, count) : route;
    response.writeHead(status, { 'content-type': isDiff ? 'text/plain' : 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise((done) => server.close(done)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const base = '/repos/owner/name';
const pull = {
  number: 5,
  title: 'Repair it',
  body: 'Fixes #1 <!-- fixes #2 -->',
  base: { sha: 'a'.repeat(40) },
  merge_commit_sha: 'b'.repeat(40),
  merged_at: '2024-01-03T00:00:00Z',
  created_at: '2024-01-02T00:00:00Z',
};
const commits = [
  {
    commit: {
      message: 'Work\n\nResolves https://github.com/owner/name/issues/3',
      author: { date: '2024-01-02T00:00:00Z' },
    },
  },
];
const diff = 'diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n';
const routes: Readonly<Record<string, Route>> = {
  [`${base}/pulls`]: { body: [pull, { ...pull, number: 4, merged_at: null }] },
  [`${base}/pulls/5/commits`]: { body: commits },
  [`${base}/pulls/5 diff`]: { body: diff },
  [`${base}/issues/1`]: { body: { title: 'One', body: 'is wrong' } },
  [`${base}/issues/3`]: { body: { title: 'Three', body: null } },
  [`${base}/issues/1/comments`]: {
    body: [
      { body: 'Early', updated_at: '2024-01-01T00:00:00Z' },
      { body: 'Late', updated_at: '2024-01-05T00:00:00Z' },
    ],
  },
  [`${base}/issues/3/comments`]: { body: [] },
};

async function fetchAll(baseUrl: string, options: FetchPullRequestsOptions = {}): Promise<PullRequest[]> {
  return Array.fromAsync(fetchPullRequests('owner/name', { baseUrl, ...options }));
}

describe('fetchPullRequests', () => {
  it('gives merged pull requests with their changes and the text of the issues they resolve', async () => {
    const { url, requests } = await startGitHub(routes);
    expect(await fetchAll(url)).toMatchObject([
      {
        number: 5,
        repository: 'owner/name',
        title: 'Repair it',
        issues: [{ number: 1, title: 'One', body: 'is wrong' }, { number: 3 }],
        problemStatement: 'One\nis wrong\nThree\n\n',
        hints: '',
        codePatch: expect.stringContaining('+a = 2') as string,
        files: [{ path: 'a.py', before: 'a = 1\n', after: 'a = 2\n', isExcerpt: true }],
      },
    ]);
    expect(requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('sends the token, reads what was said before the work began, and leaves out issues that are gone', async () => {
    const { url, requests } = await startGitHub({
      ...routes,
      [`${base}/issues/3`]: { status: 410, body: { message: 'Gone' } },
    });
    const [pullRequest] = await fetchAll(url, { token: 'secret', includeHints: true });
    expect(pullRequest).toMatchObject({ hints: 'Early', issues: [{ number: 1 }] });
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set(['token secret']));
  });

  it('goes from page to page, and stops at the number or the time asked for', async () => {
    const server = await startGitHub({
      ...routes,
      [`${base}/pulls`]: (request) => ({
        headers: { link: `<http://${request.headers.host ?? ''}${base}/pulls?page=2>; rel="next"` },
        body: [{ ...pull, merged_at: null }],
      }),
      [`${base}/pulls?page=2`]: { body: [pull, { ...pull, created_at: '2023-12-31T00:00:00Z' }] },
    });
    expect(await fetchAll(server.url, { since: '2024-01-01' })).toHaveLength(1);
    expect(await fetchAll(server.url, { maxPullRequests: 1 })).toHaveLength(1);
  });

  it('takes whole texts from a checkout that has the merge', async () => {
    const directory = makeHistory({ 'a.py': '# long\n\na = 1\n' }, [
      { merge: 5, files: { 'a.py': '# long\n\na = 2\n' } },
    ]);
    const merged = { ...pull, merge_commit_sha: git(directory, 'rev-parse', 'HEAD') };
    const { url, requests } = await startGitHub({ ...routes, [`${base}/pulls`]: { body: [merged] } });
    const [pullRequest] = await fetchAll(url, { checkout: directory });
    expect(pullRequest?.files).toEqual([
      { path: 'a.py', before: '# long\n\na = 1\n', after: '# long\n\na = 2\n', isTest: false },
    ]);
    expect(requests.some(({ accept }) => accept?.includes('diff'))).toBe(false);
  });

  it('waits when the limit is reached, if that is not too long', async () => {
    const limited: Answer = {
      status: 429,
      headers: { 'retry-after': '1', 'x-ratelimit-remaining': '1' },
      body: { message: 'You have exceeded a secondary rate limit' },
    };
    const { url, requests } = await startGitHub({
      ...routes,
      [`${base}/pulls/5/commits`]: (_, count) => (count === 0 ? limited : { body: commits }),
    });
    expect(await fetchAll(url)).toHaveLength(1);
    expect(requests.filter(({ path }) => path === `${base}/pulls/5/commits`)).toHaveLength(2);
    const strict = await startGitHub({ [`${base}/pulls`]: limited });
    const error = await catchError(fetchAll(strict.url, { maxWaitMs: 10 }));
    expect(error).toMatchObject({
      code: 'GITHUB',
      statusCode: 429,
      isRetryable: true,
      message: expect.stringContaining('Pass a `token`') as string,
    });
    expect(strict.requests).toHaveLength(1);
  });

  it.each([
    [404, false, 'Check the name'],
    [401, false, 'Pass another `token`'],
  ])(
    'says what to do about an answer with status %i, without the token',
    async (status, isRetryable, advice) => {
      const { url } = await startGitHub({ [`${base}/pulls`]: { status, body: { message: 'No' } } });
      const error = await catchError(fetchAll(url, { token: 'secret' }));
      expect(GitHubError.isInstance(error) && error).toMatchObject({
        statusCode: status,
        isRetryable,
        repository: 'owner/name',
      });
      expect(error.message).toContain(advice);
      expect(error.cause).toBeUndefined();
      expect(`${error.stack ?? ''}${JSON.stringify(error)}`).not.toContain('secret');
    },
  );

  it('names the field of an answer that has another form', async () => {
    const { url } = await startGitHub({ [`${base}/pulls`]: { body: [{ ...pull, number: 'five' }] } });
    expect(await catchError(fetchAll(url))).toMatchObject({ code: 'DATA_FORMAT', field: 'number' });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { url } = await startGitHub({
      ...routes,
      [`${base}/pulls/5/commits`]: () => {
        stop.abort(new Error('enough'));
        return { body: commits };
      },
    });
    await expect(fetchAll(url, { abortSignal: stop.signal })).rejects.toThrow('enough');
  });

  it.each([['owner'], ['owner/name/more'], ['../name'.repeat(2)]])(
    'refuses %j as a repository',
    async (repository) => {
      const error = await catchError(Array.fromAsync(fetchPullRequests(repository)));
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'repository' });
    },
  );

  it('refuses a time that is none', async () => {
    expect(await catchError(fetchAll('http://127.0.0.1:1', { since: 'yesterday' }))).toMatchObject({
      argument: 'since',
    });
  });
});
