import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBaseline,
  createPatch,
  LocalRuntime,
  pytestLogParser,
  validate,
  type Baseline,
  type BugCandidate,
  type ContainerRuntime,
  parseBaseline,
  type ValidateOptions,
  type ValidationProgress,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository, recordingRuntime } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';

const source = 'def double(x):\n    return x * 2\n\n\ndef half(x):\n    return x / 2\n';
const files = {
  'pkg/__init__.py': '',
  'pkg/numbers.py': source,
  'pkg/unused.py': 'LIMIT = 1\n',
  'tests/test_double.py': 'from pkg.numbers import double\n\ndef test_double():\n    assert double(2) == 4\n',
  'tests/test_half.py':
    'import pytest\nimport pkg.unused\n\ndef test_half():\n    from pkg.numbers import half\n    assert half(4) == 2\n\n' +
    'def test_broken():\n    assert False\n\n@pytest.mark.skip\ndef test_skipped():\n    pass\n',
};
const repository = createMemoryRepository({
  files,
  environment: { install: [], testCommand: 'python -m pytest' },
});

/** A candidate that turns the files into others. */
function breaking(id: string, changes: Record<string, string | null>): BugCandidate {
  const patch = createPatch(
    Object.entries(changes).map(([path, after]) => ({
      path,
      before: files[path as keyof typeof files],
      after,
    })),
  );
  return { id, strategy: 'test', patch, explanation: '', costUsd: 0, metadata: {} };
}

const candidates = {
  valid: breaking('valid', { 'pkg/numbers.py': source.replace('x * 2', 'x + 1') }),
  nothing: breaking('nothing', { 'pkg/unused.py': 'LIMIT = 2\n' }),
  syntax: breaking('syntax', { 'pkg/unused.py': 'LIMIT = (\n' }),
  everything: breaking('everything', { 'pkg/numbers.py': 'import missing\n' }),
  removed: breaking('removed', { 'pkg/numbers.py': null }),
  endless: breaking('endless', { 'pkg/unused.py': 'while True:\n    pass\n' }),
  crash: breaking('crash', { 'pkg/numbers.py': source.replace('return x / 2', 'import os; os._exit(0)') }),
  misfit: {
    ...breaking('misfit', {}),
    patch: createPatch([{ path: 'pkg/numbers.py', before: 'a\n', after: 'b\n' }]),
  },
  garbage: { ...breaking('garbage', {}), patch: 'I changed the code.' },
  escape: {
    ...breaking('escape', {}),
    patch: '--- /dev/null\n+++ b/../../escape.py\n@@ -0,0 +1 @@\n+x = 1\n',
  },
};

let runtime: LocalRuntime;
let directory: string;
let baseline: Baseline;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-validate-'));
  runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
  baseline = await createBaseline(repository, { runtime });
});
afterAll(async () => {
  await runtime.dispose();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

async function run(
  these: readonly BugCandidate[],
  options: Partial<ValidateOptions> = {},
): Promise<ValidationResult[]> {
  const known = options.repository === undefined ? { baseline } : { runs: 1 };
  return Array.fromAsync(validate(these, { repository, runtime, timeoutMs: 20_000, ...known, ...options }));
}

const half = 'tests/test_half.py::test_half';
const double = 'tests/test_double.py::test_double';
const broken = 'tests/test_half.py::test_broken';

describe('validate', () => {
  it.each(['all', 'covering'] as const)(
    'says what a candidate does to each test, running %s',
    async (selection) => {
      const { valid, nothing, syntax, removed, everything, crash } = candidates;
      const these = [valid, nothing, syntax, removed, everything, crash];
      // The longest time that is allowed is too long for a timer when more is added.
      const options = { order: 'candidates', concurrency: 2, selection, timeoutMs: 2 ** 31 - 1 } as const;
      const results = await run(these, options);
      const lists = { failToFail: [broken], passToFail: [] };
      expect(results).toMatchObject([
        { status: 'valid', candidate: valid, failToPass: [double], passToPass: [half], ...lists },
        {
          status: 'no-test-broken',
          candidate: nothing,
          failToPass: [],
          passToPass: [double, half],
          ...lists,
        },
        // The file cannot be collected, so its tests vanish; the other file's run all the same.
        selection === 'all'
          ? { status: 'valid', candidate: syntax, failToPass: [half], passToPass: [double], ...lists }
          : {
              status: 'syntax-error',
              candidate: syntax,
              reason: expect.stringContaining('pkg/unused.py') as string,
            },
        { status: 'no-test-kept', candidate: removed, failToPass: [double, half], passToPass: [], ...lists },
        {
          status: 'no-test-kept',
          candidate: everything,
          failToPass: [double, half],
          passToPass: [],
          ...lists,
        },
        { status: 'valid', candidate: crash, failToPass: [half], passToPass: [double], ...lists },
      ]);
      for (const result of results) {
        if (result.status === 'syntax-error') continue;
        expect(result).toMatchObject({
          durationMs: expect.any(Number) as number,
          testOutput: expect.stringContaining('test') as string,
        });
      }
      expect(results[0]).toMatchObject({
        testsRun: selection === 'all' ? [double, half, broken, 'tests/test_half.py::test_skipped'] : [double],
      });
    },
  );

  it('lets a full run with a bug take many times longer than one without, as tracebacks do', async () => {
    const recorded = recordingRuntime(runtime);
    const slow = { ...baseline, durationMs: 10_000 };
    for (const timeoutMs of [30_000, 3_600_000]) {
      await run([candidates.valid], { runtime: recorded, baseline: slow, selection: 'all', timeoutMs });
    }
    const limits = recorded.calls.flatMap((call) => (call.method === 'exec' ? [call.options.timeoutMs] : []));
    expect(Math.min(...limits.map(Number))).toBe(30_000);
    expect(Math.max(...limits.map(Number))).toBeGreaterThan(35 * slow.durationMs);
    expect(Math.max(...limits.map(Number))).toBeLessThan(3_600_000);
  });

  it('gives a status to a hang, to patches that fail, and to a sandbox that does', async () => {
    const { endless, misfit, garbage, escape, valid, nothing } = candidates;
    expect(await run([endless], { timeoutMs: 3000, selection: 'all' })).toMatchObject([
      { status: 'timed-out', timeoutMs: 3000, candidate: endless },
    ]);
    expect(await run([endless], { timeoutMs: 30_000 })).toMatchObject([
      { status: 'timed-out', timeoutMs: expect.toSatisfy((limit: number) => limit < 30_000) as number },
    ]);
    expect(await run([misfit, garbage, escape], { order: 'candidates' })).toMatchObject([
      { status: 'patch-failed', error: { code: 'PATCH_DOES_NOT_APPLY', path: 'pkg/numbers.py' } },
      { status: 'patch-failed', error: { code: 'PATCH_FORMAT' } },
      { status: 'patch-failed', error: { code: 'PATCH_FORMAT' } },
    ]);
    const failing: ContainerRuntime = {
      specificationVersion: 'v1',
      name: 'failing',
      createSandbox: () => Promise.reject(new Error('no room')),
    };
    expect(await run([valid, nothing], { baseline, runtime: failing })).toMatchObject([
      { status: 'errored', error: { message: 'no room' } },
      { status: 'errored' },
    ]);
  });

  it('calls patches that cannot be written failed, whatever stands in their place', async () => {
    const linked = createMemoryRepository({
      files: {
        ...files,
        link: { content: 'pkg', mode: '120000' },
        'link.py': { content: 'pkg/numbers.py', mode: '120000' },
      },
      environment: repository.environment,
    });
    const making = (path: string): BugCandidate => ({
      ...candidates.valid,
      patch: createPatch([{ path, before: null, after: 'x = 1\n' }]),
    });
    const wrong = { ...candidates.valid, patch: undefined } as unknown as BugCandidate;
    const results = await run(
      [making('link/new.py'), making('link.py'), making('pkg/numbers.py/new.py'), wrong],
      {
        repository: linked,
        order: 'candidates',
      },
    );
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'patch-failed'));
  });

  it('does not take an output that was cut for results', async () => {
    const verbose = { ...repository, environment: { install: [], testCommand: 'python -m pytest -v -s' } };
    const chatty = breaking('chatty', { 'pkg/unused.py': 'LIMIT = 1\nprint("x" * 30_000_000)\n' });
    const parser = pytestLogParser();
    expect(
      await run([chatty, candidates.nothing], { repository: verbose, parser, order: 'candidates' }),
    ).toMatchObject([
      { status: 'errored', error: { code: 'TEST_OUTPUT', parser: 'pytest-log' } },
      { status: 'no-test-broken' },
    ]);
    expect(await run([chatty])).toMatchObject([{ status: 'no-test-broken' }]);
  });

  it('gives the same results in the same order, however many run at once', async () => {
    const some = [
      candidates.crash,
      candidates.valid,
      candidates.nothing,
      candidates.garbage,
      candidates.syntax,
    ];
    const plain = (results: readonly ValidationResult[]): unknown =>
      results.map((result) =>
        'failToPass' in result
          ? [result.status, result.candidate.id, result.failToPass, result.passToPass]
          : [result.status, result.candidate.id],
      );
    const [one, many] = [
      await run(some, { order: 'candidates' }),
      await run(some, { order: 'candidates', concurrency: 5 }),
    ];
    expect(plain(many)).toEqual(plain(one));
    expect(one.map(({ candidate }) => candidate.id)).toEqual(some.map(({ id }) => id));
    const finished = await run(some, { concurrency: 5 });
    expect(finished.map(({ candidate }) => candidate.id).toSorted()).toEqual(
      some.map(({ id }) => id).toSorted(),
    );
  });

  it('reports progress and takes candidates only as there is room', async () => {
    let taken = 0;
    async function* source(): AsyncGenerator<BugCandidate> {
      for (const candidate of [candidates.valid, candidates.nothing, candidates.valid]) {
        taken += 1;
        yield candidate;
      }
    }
    const seen: ValidationProgress[] = [];
    let time = 0;
    const results = validate(source(), {
      repository,
      runtime,
      baseline,
      selection: 'all',
      total: 4,
      now: () => (time += 500),
      onProgress: (progress) => seen.push(progress),
    });
    await results.next();
    expect(taken).toBe(1);
    expect((await Array.fromAsync(results)).length).toBe(2);
    expect(seen).toMatchObject([
      { finished: 1, byStatus: { valid: 1 }, yield: 1, perSecond: 2, remainingMs: 1500 },
      {
        finished: 2,
        byStatus: { valid: 1, 'no-test-broken': 1 },
        yield: 0.5,
        perSecond: 2,
        remainingMs: 1000,
      },
      { finished: 3, byStatus: { valid: 1, 'no-test-broken': 1, duplicate: 1 }, remainingMs: 500 },
    ]);
  });

  it('gives results and obeys an abort while the source of candidates is slow', async () => {
    const controller = new AbortController();
    async function* slow(): AsyncGenerator<BugCandidate> {
      yield candidates.nothing;
      await new Promise(() => undefined);
    }
    const options = { repository, runtime, baseline, concurrency: 2, abortSignal: controller.signal };
    const results = validate(slow(), options);
    expect((await results.next()).value).toMatchObject({ status: 'no-test-broken' });
    const waiting = results.next();
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('fails with the source of candidates, once what runs has ended', async () => {
    function* failing(): Generator<BugCandidate> {
      yield candidates.endless;
      throw new Error('no more');
    }
    await expect(
      Array.fromAsync(validate(failing(), { repository, runtime, baseline, concurrency: 2 })),
    ).rejects.toThrow('no more');
  });

  it('ends what runs when aborted or left, and rejects with the reason', async () => {
    const before = await readdir(directory);
    const controller = new AbortController();
    const endless = Array.from({ length: 4 }, () => candidates.endless);
    const running = run(endless, { baseline, concurrency: 4, abortSignal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('enough'));
    }, 1500);
    await expect(running).rejects.toThrow('enough');
    await expect(run(endless, { abortSignal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );

    for await (const result of validate([candidates.nothing, candidates.endless], {
      repository,
      runtime,
      baseline,
      concurrency: 2,
    })) {
      expect(result.status).toBe('no-test-broken');
      break;
    }
    // The templates of repositories stay until the runtime is disposed of; no sandbox does.
    expect(await readdir(directory)).toEqual(before);
  });

  it.each([
    ['concurrency', { concurrency: 0 }],
    ['concurrency', { concurrency: 1.5 }],
    ['concurrency', { concurrency: Number.POSITIVE_INFINITY }],
    ['timeoutMs', { timeoutMs: 3e9 }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
  ])('refuses a wrong %s before any work', async (argument, options) => {
    await expect(run([candidates.valid], options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument,
    });
  });
});

describe('the baseline', () => {
  it('can be kept as JSON and used again, for the same commit only', async () => {
    const kept = parseBaseline(JSON.parse(JSON.stringify(baseline)));
    expect(kept).toEqual(baseline);
    expect(() => parseBaseline({ ...kept, tests: [[double, 'green']] })).toThrow('tests[0][1]');
    expect(kept).toMatchObject({
      commit: repository.commit,
      tests: [
        [double, 'passed'],
        [half, 'passed'],
        [broken, 'failed'],
        ['tests/test_half.py::test_skipped', 'skipped'],
      ],
    });
    expect(await run([candidates.valid], { baseline: kept })).toMatchObject([{ status: 'valid' }]);
    const other = createMemoryRepository({
      files: { ...files, 'x.txt': 'x' },
      environment: repository.environment,
    });
    await expect(run([candidates.valid], { baseline, repository: other })).rejects.toMatchObject({
      argument: 'baseline.commit',
    });
  });

  it.each([
    ['no-tests', 'assert True\n', 20_000],
    ['no-test-passed', 'def test_x():\n    assert False\n', 20_000],
    ['crashed', 'import os\ndef test_w(): pass\ndef test_x():\n    os._exit(3)\n', 20_000],
    ['timed-out', 'import time\ndef test_x():\n    time.sleep(60)\n', 1500],
  ])('is refused with the reason %s', async (reason, test, timeoutMs) => {
    const bad = createMemoryRepository({
      files: { 'test_bad.py': test },
      environment: repository.environment,
    });
    await expect(createBaseline(bad, { runtime, timeoutMs })).rejects.toMatchObject({
      code: 'BASELINE',
      reason,
    });
  });

  it('says what a command that cannot run printed', async () => {
    const bad = createMemoryRepository({
      files,
      environment: { install: [], testCommand: 'no-such-program --now' },
    });
    await expect(createBaseline(bad, { runtime })).rejects.toThrow(/no-such-program.*not found/s);
  });
});

describe('other test commands', () => {
  it('reads unittest, and checks there too whose code is run', async () => {
    const unit = createMemoryRepository({
      files: {
        'numbers_.py': source,
        'test_numbers.py':
          'import unittest\nimport numbers_\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(numbers_.double(2), 4)\n    def test_b(self):\n        self.assertEqual(numbers_.half(4), 2)\n',
      },
      environment: { install: [], testCommand: 'python -m unittest -v' },
    });
    const candidate = {
      ...candidates.valid,
      patch: candidates.valid.patch.replaceAll('pkg/numbers.py', 'numbers_.py'),
    };
    expect(await run([candidate], { repository: unit })).toMatchObject([
      { status: 'valid', failToPass: ['test_numbers.T.test_a'], passToPass: ['test_numbers.T.test_b'] },
    ]);
  });
});
