import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PullRequest, readPullRequests } from 'bugsmith';

import { catchError, git, makeDirectory } from '../repository/git-checkout.ts';
import { makeHistory, mirrorAll, takeBack } from '../strategies/mirror/history.ts';

const patch = (body: string): string => `diff --git a/a.py b/a.py\n${body}`;
const simple = patch('--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n x = 1\n-y = 2\n+y = 3\n z = 4\n');
const task = {
  repo: 'owner/name',
  pull_number: 5,
  instance_id: 'owner__name-5',
  issue_numbers: ['3', '4'],
  base_commit: 'f'.repeat(40),
  patch: simple,
  test_patch: '',
  problem_statement: 'It is wrong.\n',
  hints_text: 'Look at y.',
  created_at: '2024-01-02T03:04:05Z',
};

function writeRows(...rows: readonly unknown[]): string {
  const path = join(makeDirectory(), 'name-task-instances.jsonl.all');
  writeFileSync(path, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return path;
}

async function read(rows: readonly unknown[], checkout?: string): Promise<PullRequest[]> {
  return Array.fromAsync(readPullRequests(writeRows(...rows), { checkout }));
}

describe('readPullRequests', () => {
  it('reads task instances', async () => {
    const [pullRequest] = await read([task, '']);
    expect(pullRequest).toMatchObject({
      number: 5,
      repository: 'owner/name',
      issues: [{ number: 3 }, { number: 4 }],
      problemStatement: 'It is wrong.\n',
      hints: 'Look at y.',
      codePatch: simple,
      files: [
        { path: 'a.py', before: 'x = 1\ny = 2\nz = 4\n', after: 'x = 1\ny = 3\nz = 4\n', isExcerpt: true },
      ],
    });
  });

  it('takes whole texts from a checkout that has the commit', async () => {
    const before = 'w = 0\nx = 1\ny = 2\nz = 4\n';
    const directory = makeHistory({ 'a.py': before }, []);
    const base = git(directory, 'rev-parse', 'HEAD');
    const whole = patch('--- a/a.py\n+++ b/a.py\n@@ -2,3 +2,3 @@\n x = 1\n-y = 2\n+y = 3\n z = 4\n');
    const [pullRequest] = await read([{ ...task, patch: whole, base_commit: base }], directory);
    expect(pullRequest?.files).toEqual([
      { path: 'a.py', before, after: before.replace('y = 2', 'y = 3'), isTest: false },
    ]);
  });

  it('reads pull requests of the API, those that were merged, with what a checkout knows of them', async () => {
    const directory = makeHistory({ 'a.py': 'a = 1\n' }, [{ merge: 9, files: { 'a.py': 'a = 2\n' } }]);
    const pull = {
      number: 9,
      title: 'A title',
      body: null,
      base: { sha: git(directory, 'rev-parse', 'HEAD~1'), repo: { full_name: 'owner/name' } },
      merge_commit_sha: git(directory, 'rev-parse', 'HEAD'),
      merged_at: '2024-01-02T03:04:05Z',
      created_at: '2024-01-01T03:04:05Z',
      resolved_issues: ['2'],
    };
    const all = await read([pull, { ...pull, number: 10, merged_at: null }], directory);
    expect(all).toMatchObject([
      { number: 9, title: 'A title', body: '', issues: [{ number: 2 }], files: [{ path: 'a.py' }] },
    ]);
    expect(await read([pull])).toMatchObject([{ number: 9, files: [], codePatch: '' }]);
  });

  it('says what of a patch cannot be taken', async () => {
    const section = (path: string, body: string): string => `diff --git a/${path} b/${path}\n${body}`;
    const hunk = '@@ -1 +1 @@\n-a\n+b\n';
    const hostile = [
      section('../up.py', `--- a/../up.py\n+++ b/../up.py\n${hunk}`),
      section('abs.py', `--- /etc/abs.py\n+++ /etc/abs.py\n${hunk}`),
      section(
        'link.py',
        'new file mode 120000\n--- /dev/null\n+++ b/link.py\n@@ -0,0 +1 @@\n+target\n\\ No newline at end of file\n',
      ),
      section('mode.py', 'old mode 100644\nnew mode 100755\n'),
      section(
        'module',
        'new file mode 160000\n--- /dev/null\n+++ b/module\n@@ -0,0 +1 @@\n+Subproject commit 1\n',
      ),
      section('image.png', 'Binary files a/image.png and b/image.png differ\n'),
      section('short.py', '--- a/short.py\n+++ b/short.py\n@@ -1,9 +1,9 @@\n a\n-b\n+c\n'),
      section('.git/hooks/x.py', `--- a/.git/hooks/x.py\n+++ b/.git/hooks/x.py\n${hunk}`),
      section('good.py', `--- a/good.py\n+++ b/good.py\n${hunk}`),
    ].join('');
    const [pullRequest] = await read([{ ...task, patch: hostile }]);
    expect(
      pullRequest?.files.map(({ path, problem = 'none' }) => [path, problem.replace(/:.*/, '')]),
    ).toEqual([
      ['../up.py', 'the path has an empty, `.` or `..` part'],
      ['/etc/abs.py', 'the path is absolute'],
      ['link.py', 'file mode 120000 is not a regular file'],
      ['mode.py', 'changes of a file mode are not supported'],
      ['module', 'file mode 160000 is not a regular file'],
      ['image.png', 'binary changes are not supported'],
      ['short.py', 'the hunk ends before its header says'],
      ['.git/hooks/x.py', 'the path leads into `.git`'],
      ['good.py', 'none'],
    ]);
  });

  it('reads renamed files', async () => {
    const renamed =
      'diff --git a/old name.py b/new.py\nsimilarity index 50%\nrename from old name.py\nrename to new.py\n' +
      '--- a/old name.py\t\n+++ b/new.py\n@@ -1 +1 @@\n-a\n+b\n' +
      'diff --git a/x.py b/y.py\nsimilarity index 100%\nrename from x.py\nrename to y.py\n';
    const [pullRequest] = await read([{ ...task, patch: renamed }]);
    expect(pullRequest?.files).toMatchObject([
      { path: 'new.py', previousPath: 'old name.py', before: 'a\n', after: 'b\n' },
      { path: 'y.py', previousPath: 'x.py', before: '', after: '' },
    ]);
  });

  it.each([
    [{ ...task, patch: 3 }, 'patch'],
    [{ ...task, instance_id: 'none', pull_number: undefined }, 'pull_number'],
    [{ number: 1 }, 'base'],
    ['{', undefined],
    ['[]', undefined],
  ])('names file, line and field of %j', async (row, field) => {
    expect(await catchError(read([task, row]))).toMatchObject({
      code: 'DATA_FORMAT',
      line: 2,
      ...(field !== undefined && { field }),
    });
  });

  it('says so when there is no such file', async () => {
    const path = join(makeDirectory(), 'missing.jsonl');
    expect(await catchError(Array.fromAsync(readPullRequests(path)))).toMatchObject({
      code: 'DATA_FORMAT',
      file: path,
    });
  });

  it('never fails on a patch, whatever it holds', async () => {
    const line = fc.constantFrom(
      'diff --git a/a.py b/a.py',
      '--- a/a.py',
      '+++ b/a.py',
      '@@ -1 +1 @@',
      '-a',
      '+b',
      ' c',
      'rename from ../x',
      'rename to "a\\',
      'Binary files',
      '\\ No newline',
      '',
      '\u0000',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { maxLength: 12 }), { minLength: 1, maxLength: 40 }),
        async (patches) => {
          const rows = patches.map((lines) => ({ ...task, patch: lines.join('\n') }));
          const pullRequests = await read(rows);
          expect(pullRequests).toHaveLength(rows.length);
          for (const { files } of pullRequests) {
            for (const { path, problem } of files)
              expect(problem !== undefined || !path.includes('..')).toBe(true);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('gives what can be mirrored by the patch alone', async () => {
    const directory = makeHistory(
      { 'a.py': 'import os\n\n\ndef f():\n    x = 1\n    y = 3\n    z = 4\n    return x, y, z\n' },
      [],
    );
    const indented = patch(
      '--- a/a.py\n+++ b/a.py\n@@ -10,3 +10,3 @@\n     x = 1\n-    y = 2\n+    y = 3\n     z = 4\n',
    );
    const results = await mirrorAll(directory, { pullRequests: await read([{ ...task, patch: indented }]) });
    expect(takeBack(directory, results.get(5), 'a.py')[0]).toContain('    x = 1\n    y = 2\n    z = 4\n');
  });
});
