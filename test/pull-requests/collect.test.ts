import { describe, expect, it } from 'vitest';
import { collectPullRequests, type CollectPullRequestsOptions, type PullRequest } from 'bugsmith';

import { catchError, commitFiles, git, makeCheckout, makeDirectory } from '../repository/git-checkout.ts';
import { makeHistory } from '../strategies/mirror/history.ts';

async function collect(directory: string, options?: CollectPullRequestsOptions): Promise<PullRequest[]> {
  return Array.fromAsync(collectPullRequests(directory, options));
}

/** What is read of the message of a single commit. */
async function readMessage(
  message: string,
): Promise<Pick<PullRequest, 'number' | 'title' | 'body'> | undefined> {
  const directory = makeCheckout({ 'a.py': 'a = 1\n' });
  commitFiles(directory, { 'a.py': 'a = 2\n' }, message);
  return (await collect(directory))[0];
}

describe('collectPullRequests', () => {
  it('gives merged and squashed pull requests, newest first, with what they changed', async () => {
    const directory = makeHistory(
      { 'a.py': 'a = 1\n', 'tests/test_a.py': 'assert 1\n', 'old.py': 'x = 1\ny = 2\n' },
      [
        {
          merge: 3,
          title: 'First, fixes #12',
          files: { 'a.py': 'a = 2\n', 'tests/test_a.py': 'assert 2\n' },
        },
        { title: 'Not one', files: { 'a.py': 'a = 3\n' } },
        { squash: 7, title: 'Second', files: { 'old.py': null, 'new.py': 'x = 1\ny = 2\n' } },
      ],
    );
    git(directory, 'remote', 'add', 'origin', 'https://github.com/owner/name.git');
    const [second, first, ...others] = await collect(directory);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      number: 3,
      repository: 'owner/name',
      title: 'First, fixes #12',
      issues: [{ number: 12 }],
      mergeCommit: git(directory, 'rev-parse', 'HEAD~2'),
      baseCommit: git(directory, 'rev-parse', 'HEAD~3'),
      createdAt: '2020-01-02T03:04:05+00:00',
      files: [
        { path: 'a.py', before: 'a = 1\n', after: 'a = 2\n', isTest: false },
        { path: 'tests/test_a.py', before: 'assert 1\n', after: 'assert 2\n', isTest: true },
      ],
    });
    expect(first?.codePatch).toContain('-a = 1\n+a = 2\n');
    expect(first?.codePatch).not.toContain('test_a');
    expect(first?.testPatch).toContain('+assert 2\n');
    expect(second).toMatchObject({
      number: 7,
      title: 'Second',
      files: [{ path: 'new.py', previousPath: 'old.py' }],
    });
  });

  it('stops at the number asked for, and begins at the commit asked for', async () => {
    const directory = makeHistory({ 'a.py': '1\n' }, [
      { squash: 1, files: { 'a.py': '2\n' } },
      { squash: 2, files: { 'a.py': '3\n' } },
      { squash: 3, files: { 'a.py': '4\n' } },
    ]);
    expect((await collect(directory, { maxPullRequests: 2 })).map(({ number }) => number)).toEqual([3, 2]);
    expect((await collect(directory, { commit: 'HEAD~1' })).map(({ number }) => number)).toEqual([2, 1]);
  });

  it('joins the commits of one pull request that lie on each other', async () => {
    const directory = makeHistory({ 'a.py': '1\n' }, [
      { squash: 1, title: 'Old', files: { 'a.py': '2\n' } },
      { squash: 5, title: 'One', files: { 'a.py': '3\n' } },
      { squash: 5, title: 'Two', files: { 'a.py': '4\n' } },
    ]);
    const [joined] = await collect(directory);
    expect(joined).toMatchObject({ number: 5, title: 'Two', files: [{ before: '2\n', after: '4\n' }] });
  });

  it.each([
    [
      'Merge pull request #12 from owner/branch\n\nThe title\n\nThe body',
      { number: 12, title: 'The title', body: 'The body' },
    ],
    [
      'Merge pull request #12 from owner/branch',
      { number: 12, title: 'Merge pull request #12 from owner/branch' },
    ],
    ['Merge pull request #12: The title', { number: 12, title: 'The title' }],
    ['Merge PR #12: The title', { number: 12, title: 'The title' }],
    ['Merged in branch (pull request #12)\n\nThe title', { number: 12, title: 'The title' }],
    ['The title (#12)\n\n* work\n* more', { number: 12, title: 'The title', body: '* work\n* more' }],
    ['The title\n\nPR-URL: https://github.com/owner/name/pull/12', { number: 12, title: 'The title' }],
    ["Merge branch 'x' into 'main'\n\nText\n\nSee merge request group/name!12", { number: 12 }],
  ])('reads %j', async (message, expected) => {
    expect(await readMessage(message)).toMatchObject(expected);
  });

  it.each([
    'Fix #12',
    'The title (#12) again',
    'See (#0)',
    'Merge branch main',
    'Refs (#12345678901234567890)',
  ])('does not take %j for one', async (message) => {
    expect(await readMessage(message)).toBeUndefined();
  });

  it('says what of a pull request is no change of text', async () => {
    const directory = makeCheckout({ 'a.py': 'a\n', 'tool.py': 'b\n', 'data.bin': 'old' });
    const submodule = git(directory, 'rev-parse', 'HEAD');
    git(directory, 'update-index', '--add', '--cacheinfo', `160000,${submodule},vendor/library`);
    git(directory, 'update-index', '--chmod=+x', 'tool.py');
    git(directory, 'commit', '--quiet', '-m', 'Hostile (#1)');
    git(directory, 'reset', '--quiet', '--hard');
    commitFiles(directory, { 'link.py': { link: '../../etc/passwd' }, 'data.bin': 'new\0' }, 'More (#2)');
    const problems = (await collect(directory)).flatMap(({ files, codePatch }) => {
      expect(codePatch).toBe('');
      return files.map(({ path, problem }) => [path, problem]);
    });
    expect(problems).toEqual([
      ['data.bin', 'binary'],
      ['link.py', 'a symbolic link'],
      ['tool.py', 'a change of the file mode'],
      ['vendor/library', 'a submodule'],
    ]);
  });

  it('refuses what is no checkout, revision or number', async () => {
    const directory = makeDirectory();
    expect(await catchError(collect(directory))).toMatchObject({
      code: 'REPOSITORY',
      reason: 'not-a-git-checkout',
    });
    expect(await catchError(collect(directory, { commit: '--all' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await catchError(collect(directory, { maxPullRequests: 0 }))).toMatchObject({
      argument: 'maxPullRequests',
    });
  });
});
