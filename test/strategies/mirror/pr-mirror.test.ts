import { describe, expect, it } from 'vitest';
import {
  collectPullRequests,
  createBaseline,
  LocalRuntime,
  type MirrorResult,
  openRepository,
  parseInstanceId,
  PrMirror,
  type PullRequest,
  toTaskInstance,
  validate,
} from 'bugsmith';

import { catchError } from '../../repository/git-checkout.ts';
import { createMemoryRepository } from '../../../src/testing/index.ts';
import { checkMirror } from './check-mirror.ts';
import { makeHistory, mirrorAll } from './history.ts';

const numbered = (count: number, value = 0): string =>
  Array.from({ length: count }, (_, line) => `value_${line} = ${value}\n`).join('');

const pullRequest: PullRequest = {
  number: 7,
  repository: 'owner/name',
  title: 'A title',
  body: '',
  issues: [{ number: 3 }],
  problemStatement: 'It is wrong.\n',
  hints: 'A hint',
  baseCommit: 'a'.repeat(40),
  mergeCommit: 'b'.repeat(40),
  createdAt: '2024-01-02T03:04:05Z',
  codePatch: 'the patch',
  testPatch: 'the test patch',
  files: [{ path: 'a.py', before: 'x = 1\n', after: 'x = 2\n', isTest: false }],
};

async function mirrorOne(
  change: Partial<PullRequest>,
  files: Readonly<Record<string, string>>,
  options = {},
): Promise<MirrorResult | undefined> {
  const mirror = new PrMirror({ pullRequests: [{ ...pullRequest, ...change }], ...options });
  const [result] = await Array.fromAsync(mirror.mirror(createMemoryRepository({ files })));
  return result;
}

const file = (path: string, before: string | null, after: string | null) => ({
  path,
  before,
  after,
  isTest: false,
});

describe('a candidate', () => {
  it('carries what SWE-smith keeps of a mirrored pull request', async () => {
    const result = await mirrorOne({}, { 'a.py': 'x = 2\n' });
    expect(result).toMatchObject({
      status: 'recovered',
      extent: 'whole',
      candidate: {
        strategy: 'pr_mirror',
        patch: 'diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 2\n+x = 1\n',
        explanation: 'Pull request #7 may be missing.',
        costUsd: 0,
        metadata: {
          pull_number: 7,
          title: 'A title',
          issue_numbers: ['3'],
          problem_statement: 'It is wrong.\n',
          recover_status: 'success',
          rewrites: {},
          recovery: {
            extent: 'whole',
            changes: [{ path: 'a.py', method: 'lines', after: { start: 1, length: 1 } }],
          },
          instance_ref: {
            repo: 'owner/name',
            pull_number: 7,
            instance_id: 'owner__name-7',
            issue_numbers: ['3'],
            base_commit: 'a'.repeat(40),
            patch: 'the patch',
            test_patch: 'the test patch',
            problem_statement: 'It is wrong.\n',
            hints_text: 'A hint',
            created_at: '2024-01-02T03:04:05Z',
          },
        },
      },
    });
  });

  it('becomes a task instance of its pull request when tests notice', async () => {
    const test =
      'import unittest\nfrom area import area\n\n\nclass Tests(unittest.TestCase):\n    def test_negative(self):\n        with self.assertRaises(ValueError):\n            area(1, -1)\n\n    def test_area(self):\n        self.assertEqual(area(2, 3), 6)\n';
    const area = (condition: string): string =>
      `def area(width, height):\n    if ${condition}:\n        raise ValueError('negative')\n    return width * height\n`;
    const directory = makeHistory({ 'area.py': area('width < 0') }, [
      { merge: 41, files: { 'area.py': area('width < 0 or height < 0'), 'test_area.py': test } },
    ]);
    const environment = { install: [], testCommand: 'python3 -m unittest -v' };
    const repository = await openRepository(directory, { environment, mirrorName: 'owner__name.12345678' });
    const runtime = new LocalRuntime();
    try {
      const baseline = await createBaseline(repository, { runtime });
      const mirror = new PrMirror({ pullRequests: collectPullRequests(directory) });
      const [result] = await Array.fromAsync(
        validate(mirror.generate(repository), { repository, runtime, baseline }),
      );
      expect(result?.status).toBe('valid');
      const instance = result?.status === 'valid' ? toTaskInstance(result, { repository }) : undefined;
      expect(instance?.instance_id).toBe('owner__name.12345678.pr_41');
      expect(parseInstanceId(instance?.instance_id ?? '')).toMatchObject({ bugType: 'pr', hash: '41' });
    } finally {
      await runtime.dispose();
    }
  });

  it('is the same each time', async () => {
    const run = async (): Promise<string> =>
      JSON.stringify(await mirrorOne({}, { 'a.py': 'y = 0\nx = 2\n' }));
    expect(await run()).toBe(await run());
  });
});

describe('a pull request is left out', () => {
  it.each([
    ['too-few-files', { files: [{ path: 'README.md', before: 'a', after: 'b', isTest: false }] }],
    ['too-few-files', { files: [{ ...file('tests/test_a.py', 'a', 'b'), isTest: true }] }],
    [
      'too-many-files',
      { files: Array.from({ length: 9 }, (_, index) => file(`f${index}.py`, 'a = 1\n', 'a = 2\n')) },
    ],
    ['too-many-lines', { files: [file('a.py', numbered(251), numbered(251, 1))] }],
    ['too-few-lines', { files: [file('a.py', 'a\n', 'a\n')] }],
    [
      'unusable-change',
      { files: [...pullRequest.files, { ...file('link', null, null), problem: 'a symbolic link' }] },
    ],
    ['unusable-change', { files: [file('../a.py', 'x = 1\n', null)] }],
    ['unusable-change', { files: [{ ...file('a.py', 'x = 1\n', 'x = 2\n'), previousPath: '/etc/a.py' }] }],
    ['unknown-changes', { files: [], codePatch: '', testPatch: '' }],
  ] as const)('as %s', async (reason, change) => {
    const result = await mirrorOne(change, { 'a.py': 'x = 2\n' });
    expect(result).toMatchObject({ status: 'ineligible', reason });
    expect(result?.status === 'ineligible' && result.detail).not.toBe('');
  });

  it('when a file it changed is too long today', async () => {
    const today = `${numbered(1000)}x = 2\n`;
    expect(await mirrorOne({}, { 'a.py': today })).toMatchObject({
      status: 'ineligible',
      reason: 'file-too-long',
      detail: '`a.py` has 1001 lines, more than 1000',
    });
    expect(await mirrorOne({}, { 'a.py': today }, { limits: { maxFileLines: 2000 } })).toMatchObject({
      status: 'recovered',
    });
  });

  it('not because of binary files of its tests', async () => {
    const image = { ...file('tests/image.png', null, null), isTest: true, problem: 'binary' };
    expect(await mirrorOne({ files: [...pullRequest.files, image] }, { 'a.py': 'x = 2\n' })).toMatchObject({
      extent: 'whole',
    });
  });

  it('by the paths to stay, and by the entities asked for', async () => {
    const options = { exclude: ['a.*'] };
    expect(await mirrorOne({}, { 'a.py': 'x = 2\n' }, options)).toMatchObject({ reason: 'too-few-files' });
    const mirror = new PrMirror({ pullRequests: [pullRequest] });
    const repository = createMemoryRepository({ files: { 'a.py': 'x = 2\n' } });
    expect(await Array.fromAsync(mirror.generate(repository, { entities: [] }))).toEqual([]);
  });
});

describe('what cannot be taken back', () => {
  it('is a file that would be made behind a link', async () => {
    const mirror = new PrMirror({
      pullRequests: [{ ...pullRequest, files: [file('link/a.py', 'x = 1\n', null)] }],
    });
    const link = { content: '/etc', mode: '120000' } as const;
    const repository = createMemoryRepository({ files: { link } });
    expect(await Array.fromAsync(mirror.mirror(repository))).toMatchObject([{ status: 'left-over' }]);
  });

  it('is told to onResult, in order', async () => {
    const seen: string[] = [];
    const others = [
      { ...pullRequest, number: 1, files: [file('a.py', 'x = 5\n', 'x = 6\n')] },
      { ...pullRequest, number: 2, files: [file('a.py', 'x = 2\n', 'x = 1\n')] },
    ];
    const mirror = new PrMirror({
      pullRequests: [...others, pullRequest],
      onResult: ({ status, pullRequest: { number } }) => seen.push(`${number} ${status}`),
    });
    const candidates = await Array.fromAsync(
      mirror.generate(createMemoryRepository({ files: { 'a.py': 'x = 2\n' } })),
    );
    expect(candidates).toHaveLength(1);
    expect(seen).toEqual(['1 left-over', '2 left-over', '7 recovered']);
  });

  it('says when the code is as it was already', async () => {
    const result = await mirrorOne({}, { 'a.py': 'x = 1\n' });
    expect(result).toMatchObject({
      status: 'left-over',
      detail: "today's code is already as it was before the pull request",
    });
  });

  it('stops when it is told to', async () => {
    const mirror = new PrMirror({ pullRequests: [pullRequest] });
    const abortSignal = AbortSignal.abort(new Error('enough'));
    expect(
      await catchError(
        Array.fromAsync(mirror.generate(createMemoryRepository({ files: {} }), { abortSignal })),
      ),
    ).toMatchObject({ message: 'enough' });
  });

  it.each([
    ['pullRequests', { pullRequests: undefined }],
    ['limits.maxFiles', { limits: { maxFiles: Number.NaN } }],
    ['provider', { provider: 'gpt' }],
  ])('refuses a %s that cannot be used', (argument, options) => {
    const make = (): PrMirror => new PrMirror({ pullRequests: [], ...options } as never);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }) as Error);
  });
});

describe('the checker of these tests', () => {
  const check = (mirrored: string, change = {}): string[] =>
    checkMirror({
      pullRequest: { files: [file('a.py', 'x = 1\ny = 1\n', 'x = 2\ny = 2\n')] },
      changes: [
        {
          path: 'a.py',
          status: 'restored',
          after: { start: 1, length: 2 },
          before: { start: 1, length: 2 },
          ...change,
        },
      ],
      today: new Map([['a.py', 'x = 2\ny = 2\nz = 3\n']]),
      mirrored: new Map([['a.py', mirrored]]),
    });

  it('takes the reverse, and nothing else', () => {
    expect(check('x = 1\ny = 1\nz = 3\n')).toEqual([]);
    expect(check('x = 1\ny = 2\nz = 3\n')).not.toEqual([]);
    expect(check('x = 1\ny = 1\nz = 4\n')).not.toEqual([]);
    expect(check('x = 1\ny = 1\n')).not.toEqual([]);
    expect(
      check('x = 1\ny = 1\nz = 3\n', { after: { start: 1, length: 1 }, before: { start: 1, length: 1 } }),
    ).not.toEqual([]);
    expect(check('x = 1\ny = 1\nz = 3\n', { status: 'left-over' })).not.toEqual([]);
  });

  it('checks every history of these tests', async () => {
    const directory = makeHistory({ 'a.py': 'x = 1\n' }, [{ merge: 1, files: { 'a.py': 'x = 2\n' } }]);
    expect((await mirrorAll(directory)).get(1)).toMatchObject({ status: 'recovered' });
  });
});
