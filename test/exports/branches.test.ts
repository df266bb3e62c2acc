import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  exportBranches,
  InvalidArgumentError,
  pushBranches,
  RepositoryError,
  type PushReport,
  type TaskInstance,
} from 'bugsmith';
import { describe, expect, it } from 'vitest';
import { withDirectory } from '../instances/support.ts';
import { git, hashDirectory, makeCheckout, makeDirectory } from '../repository/git-checkout.ts';
import { breakAdd, bugPatch, instanceOf, memoryProject, now, openProject } from './support.ts';

const ids = [1, 2].map((number) => instanceOf(number).instance_id);
const instances = [
  instanceOf(1),
  instanceOf(2, {
    patch: `${bugPatch}diff --git a/new file.py b/new file.py
new file mode 100755
--- /dev/null
+++ b/new file.py\t
@@ -0,0 +1 @@
+x = 1
diff --git a/tests/test_sub.py b/tests/test_sub.py
deleted file mode 100644
--- a/tests/test_sub.py
+++ /dev/null
@@ -1,5 +0,0 @@
-from shop.sums import sub
-
-
-def test_sub():
-    assert sub(3, 2) == 1
`,
  }),
];

function makeBare(): string {
  const directory = makeDirectory();
  git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', '.');
  return directory;
}

function listBranches(directory: string): Record<string, string> {
  const lines = git(directory, 'for-each-ref', '--format=%(refname:strip=2) %(objectname)', 'refs/heads/');
  return Object.fromEntries(lines.split('\n').map((line) => line.split(' ') as [string, string]));
}

function statuses({ branches }: PushReport): Record<string, string> {
  return Object.fromEntries(branches.map(({ branch, status }) => [branch, status]));
}

async function push(
  remote: string,
  of: Iterable<TaskInstance> = instances,
  options: { replace?: boolean; concurrency?: number; abortSignal?: AbortSignal } = {},
): Promise<PushReport> {
  return pushBranches(of, { repositories: memoryProject(), remote: () => remote, ...options });
}

describe('a bundle of branches', () => {
  it('is cloned without a remote, with the bug one commit before the tip of each branch', () =>
    withDirectory(async (directory) => {
      const { repository, directory: checkout } = await openProject();
      const before = hashDirectory(checkout);
      await exportBranches(instances, { directory: join(directory, 'out'), repositories: repository, now });
      expect(hashDirectory(checkout)).toBe(before);

      const clone = join(directory, 'clone');
      git(directory, 'clone', '--quiet', join(directory, 'out', `${repository.mirrorName}.bundle`), clone);
      expect(git(clone, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
      expect(git(clone, 'log', '--format=%an <%ae> %s', 'main')).toBe(
        'swesmith <swesmith@anon.com> Initial commit',
      );
      const clean = git(checkout, 'ls-tree', '-r', 'HEAD').split('\n');
      const kept = clean.filter((line) => !/\.github\/(workflows|dependabot)/.test(line));
      expect(kept.length).toBeLessThan(clean.length);
      expect(git(clone, 'ls-tree', '-r', 'main').split('\n')).toEqual(kept);

      for (const [index, id] of ids.entries()) {
        git(clone, 'checkout', '--quiet', id);
        expect(git(clone, 'log', '--format=%an <%ae> %s')).toBe(
          'swesmith <swesmith@swesmith.ai> Remove F2P Tests\nswesmith <swesmith@swesmith.ai> Bug Patch\n' +
            'swesmith <swesmith@anon.com> Initial commit',
        );
        // The tree a plain `git apply` makes.
        const plain = join(directory, `plain-${index}`);
        git(directory, 'clone', '--quiet', '--branch', 'main', clone, plain);
        execFileSync('git', ['apply', '--index', '-'], { cwd: plain, input: instances[index]?.patch });
        expect(git(clone, 'rev-parse', 'HEAD~1^{tree}')).toBe(git(plain, 'write-tree'));
        git(plain, 'rm', '--quiet', 'tests/test_add.py');
        expect(git(clone, 'rev-parse', 'HEAD^{tree}')).toBe(git(plain, 'write-tree'));
      }
      const listed = JSON.parse(readFileSync(join(directory, 'out', 'branches.json'), 'utf8')) as object;
      const { main, ...branches } = listBranches(join(clone, '.git'));
      const remote = (id: string): string => git(clone, 'rev-parse', `origin/${id}`);
      expect(listed).toEqual({
        [repository.mirrorName]: { main, branches: Object.fromEntries(ids.map((id) => [id, remote(id)])) },
      });
      expect(Object.keys(branches).sort()).toEqual([...ids].sort());
    }));

  it('has the second commit even where no test file can be removed', () =>
    withDirectory(async (directory) => {
      const instance = instanceOf(1, {
        FAIL_TO_PASS: ['no/such.py::test', '../../etc/passwd::x', 'test without file'],
      });
      const repositories = memoryProject();
      await exportBranches([instance], { directory: join(directory, 'out'), repositories, now });
      const clone = join(directory, 'clone');
      git(
        directory,
        'clone',
        '--quiet',
        '-b',
        instance.instance_id,
        join(directory, 'out', `${repositories.mirrorName}.bundle`),
        clone,
      );
      expect(git(clone, 'log', '--format=%s')).toBe('Remove F2P Tests\nBug Patch\nInitial commit');
      expect(git(clone, 'diff', 'HEAD~1', 'HEAD')).toBe('');
      expect(git(clone, 'diff', '--stat', 'HEAD~2', 'HEAD~1')).toContain('shop/sums.py');
    }));
});

describe('pushing branches', () => {
  it('fills an empty remote, and changes nothing when done again', async () => {
    const bare = makeBare();
    const report = await push(bare);
    expect(statuses(report)).toEqual({ main: 'pushed', [ids[0] ?? '']: 'pushed', [ids[1] ?? '']: 'pushed' });
    const pushed = listBranches(bare);
    expect(pushed).toEqual(Object.fromEntries(report.branches.map(({ branch, commit }) => [branch, commit])));
    const before = hashDirectory(bare);
    const again = await push(bare);
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['unchanged']));
    expect(hashDirectory(bare)).toBe(before);
  });

  it('adds only what is missing, in parallel', async () => {
    const bare = makeBare();
    await push(bare, [instanceOf(1)]);
    const many = Array.from({ length: 230 }, (_, index) => instanceOf(index + 1));
    const report = await push(bare, many, { concurrency: 3 });
    const { main, [ids[0] ?? '']: first, ...others } = statuses(report);
    expect([main, first]).toEqual(['unchanged', 'unchanged']);
    expect(Object.keys(others)).toHaveLength(229);
    expect(new Set(Object.values(others))).toEqual(new Set(['pushed']));
    expect(Object.keys(listBranches(bare))).toHaveLength(231);
    git(bare, 'fsck', '--strict');
  });

  it('reports a branch that is something else there, and replaces it only when told to', async () => {
    const bare = makeBare();
    await push(bare, [instanceOf(1)]);
    const other = instanceOf(1, { patch: breakAdd('a * b') });
    const before = listBranches(bare);
    const conflict = await push(bare, [other]);
    expect(statuses(conflict)).toEqual({ main: 'unchanged', [ids[0] ?? '']: 'conflict' });
    expect(conflict.branches[1]?.message).toContain(before[ids[0] ?? '']);
    expect(listBranches(bare)).toEqual(before);
    const replaced = await push(bare, [other], { replace: true });
    expect(statuses(replaced)).toEqual({ main: 'unchanged', [ids[0] ?? '']: 'pushed' });
    expect(listBranches(bare)).not.toEqual(before);
  });

  it('touches nothing where `main` is another history', async () => {
    const bare = makeBare();
    const foreign = makeCheckout({ README: 'other' });
    git(foreign, 'push', '--quiet', bare, 'main');
    const before = hashDirectory(bare);
    expect(new Set(Object.values(statuses(await push(bare))))).toEqual(new Set(['conflict']));
    expect(hashDirectory(bare)).toBe(before);
  });

  it('goes over the network', async () => {
    const base = makeDirectory();
    git(base, 'init', '--quiet', '--bare', '--initial-branch=main', 'shop.git');
    const port = await findPort();
    const daemon = spawn(
      'git',
      [
        'daemon',
        '--export-all',
        '--enable=receive-pack',
        `--base-path=${base}`,
        '--listen=127.0.0.1',
        `--port=${port}`,
      ],
      { stdio: 'ignore' },
    );
    try {
      const url = `git://127.0.0.1:${port}/shop.git`;
      await waitFor(() => push(url, []));
      expect(new Set(Object.values(statuses(await push(url))))).toEqual(new Set(['pushed']));
      expect(Object.keys(listBranches(join(base, 'shop.git'))).sort()).toEqual([...ids, 'main'].sort());
      const clone = join(base, 'clone');
      git(base, '-c', 'protocol.allow=always', 'clone', '--quiet', join(base, 'shop.git'), clone);
      git(clone, 'checkout', '--quiet', ids[0] ?? '');
    } finally {
      daemon.kill();
    }
  });

  it('reports what a remote refuses', async () => {
    const bare = makeBare();
    git(bare, 'config', 'receive.denyCurrentBranch', 'refuse');
    git(bare, 'config', 'receive.maxInputSize', '1');
    expect(new Set(Object.values(statuses(await push(bare))))).toEqual(new Set(['rejected']));
    git(bare, 'config', '--unset', 'receive.maxInputSize');
    await push(bare, []);
    await push(bare, [instanceOf(1)]);
    git(bare, 'config', 'receive.denyNonFastForwards', 'true');
    const other = instanceOf(1, { patch: breakAdd('a * b') });
    const report = await push(bare, [other], { replace: true });
    expect(statuses(report)).toEqual({ main: 'unchanged', [ids[0] ?? '']: 'rejected' });
    expect(report.branches[1]?.message).toContain('rejected');
  });

  it('says which remote cannot be reached, without its password', async () => {
    const failing = push('http://user:secret@127.0.0.1:1/x.git');
    await expect(failing).rejects.toThrow(RepositoryError);
    await expect(failing).rejects.toThrow(/127\.0\.0\.1:1/);
    await expect(failing).rejects.not.toThrow(/secret/);
  });

  it.each(['ext::sh -c "touch /tmp/pwned"', '--upload-pack=touch', '', 'a\nb'])(
    'refuses the remote %j',
    async (remote) => {
      await expect(push(remote)).rejects.toThrow(/remote/);
    },
  );

  it('skips what cannot be a branch, and stops when aborted', async () => {
    const bare = makeBare();
    const bad = [
      instanceOf(1, { instance_id: 'a/../b' }),
      instanceOf(3, { patch: bugPatch.replace('a + b', 'a * b') }),
      instanceOf(4, { instance_id: 'unknown__repo.00000000.x__y' }),
    ];
    const report = await push(bare, [...bad, instanceOf(1), instanceOf(1)]);
    expect(report.skipped.map(({ reason }) => reason)).toEqual([
      'unusable-id',
      'patch-failed',
      'no-repository',
      'duplicate-id',
    ]);
    expect(Object.keys(listBranches(bare)).sort()).toEqual([ids[0], 'main'].sort());
    const reason = new Error('enough');
    await expect(push(bare, instances, { abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(push(bare, instances, { concurrency: 0 })).rejects.toThrow(InvalidArgumentError);
  });
});

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitFor(attempt: () => Promise<unknown>): Promise<void> {
  // With no instance there is nothing to push, so ask git itself.
  for (let left = 50; ; left -= 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
