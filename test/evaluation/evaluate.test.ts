import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  evaluate,
  type EvaluateOptions,
  type EvaluationProgress,
  type EvaluationResult,
  LocalRuntime,
  type Predictions,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';
import {
  buggyFiles,
  files,
  fixedSource,
  instance,
  patchOf,
  predict,
  predictPatch,
  repository,
  summarize,
  tests,
} from './shop.ts';

let runtime: LocalRuntime;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-evaluate-'));
  runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
});
afterAll(async () => {
  await runtime.dispose();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

function run(predictions: Predictions, options: Partial<EvaluateOptions> = {}): Promise<EvaluationResult[]> {
  return Array.fromAsync(
    evaluate(predictions, {
      instances: [instance],
      repositories: repository,
      runtime,
      timeoutMs: 60_000,
      order: 'predictions',
      ...options,
    }),
  );
}

/** Processes that work in a sandbox. */
async function listProcesses(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')));
  return places.filter((place) => place.startsWith(directory));
}

const gold = {
  status: 'resolved',
  applied: { step: 'exact', leftOut: [] },
  failToPass: { passed: instance.FAIL_TO_PASS, failed: [] },
  passToPass: { passed: instance.PASS_TO_PASS, failed: [] },
};

describe('evaluate', () => {
  it.each(['relevant', 'all'] as const)(
    'resolves gold and nothing that is empty, running %s',
    async (which) => {
      expect((await run('gold', { tests: which })).map(summarize)).toEqual([gold]);
      expect((await run('empty', { tests: which })).map(summarize)).toEqual([
        {
          status: 'unresolved',
          applied: { step: 'exact', leftOut: [] },
          failToPass: { passed: [], failed: instance.FAIL_TO_PASS },
          passToPass: { passed: instance.PASS_TO_PASS, failed: [] },
          problem: undefined,
        },
      ]);
    },
  );

  it('says what became of each prediction, and goes on after bad ones', async () => {
    const half = predict({ 'shop/numbers.py': fixedSource.replace('x / 2', 'x / 3') });
    const results = await run(
      [
        predictPatch(null),
        predictPatch(' \n'),
        { ...predictPatch('x'), instance_id: 'other' },
        predictPatch('I fixed it.'),
        predictPatch(patchOf({ 'shop/numbers.py': 'a\n' }, { 'shop/numbers.py': 'b\n' })),
        half,
        { ...half, model_patch: 5 as unknown as string },
      ],
      { concurrency: 2 },
    );
    expect(results).toMatchObject([
      { status: 'empty-patch', prediction: { model_patch: null } },
      { status: 'empty-patch' },
      { status: 'unknown-instance', prediction: { instance_id: 'other' } },
      { status: 'patch-failed', reason: expect.stringContaining('no changed file') as string },
      { status: 'patch-failed', reason: expect.stringContaining('git and patch refuse it') as string },
      {
        status: 'unresolved',
        prediction: half,
        failToPass: { passed: instance.FAIL_TO_PASS, failed: [] },
        passToPass: { passed: [tests.zero, tests.none], failed: [tests.half] },
      },
      { status: 'errored', error: { code: 'INVALID_ARGUMENT' } },
    ]);
  });

  it('leaves out what a fix must not touch, and says so', async () => {
    const prediction = predict({
      'shop/numbers.py': fixedSource,
      'tests/test_double.py': null,
      'tests/test_new.py': 'def test_new(): assert False\n',
      'tox.ini': '[pytest]\naddopts = -x\n',
      'shop/__pycache__/numbers.cpython-311.pyc': 'x\n',
    });
    const [result] = await run([prediction]);
    expect(result).toMatchObject({ ...gold, applied: { step: 'exact' } });
    expect(result).toHaveProperty(
      'applied.leftOut',
      expect.arrayContaining([
        { path: 'tests/test_double.py', reason: 'test-file' },
        { path: 'tests/test_new.py', reason: 'test-file' },
        { path: 'tox.ini', reason: 'test-configuration' },
        { path: 'shop/__pycache__/numbers.cpython-311.pyc', reason: 'bytecode' },
      ]),
    );
  });

  it('takes a patch of a workspace without the tests, which adds them again', async () => {
    const without = { ...buggyFiles };
    delete (without as Record<string, string>)['tests/test_double.py'];
    const prediction = predict(
      { 'shop/numbers.py': fixedSource, 'tests/test_double.py': 'def test_double(): pass\n' },
      without,
    );
    expect(await run([prediction])).toMatchObject([{ status: 'resolved' }]);
  });

  it('reports that an instance has no repository, or one that throws', async () => {
    expect(await run('gold', { repositories: [] })).toMatchObject([
      { status: 'errored', error: { code: 'INVALID_ARGUMENT', argument: 'repositories' } },
    ]);
    const repositories = (): never => {
      throw new Error('offline');
    };
    expect(await run('gold', { repositories })).toMatchObject([
      { status: 'errored', error: { message: 'offline' } },
    ]);
    const malformed = { ...instance, patch: 'not a patch' };
    expect(await run('gold', { instances: [malformed] })).toMatchObject([
      { status: 'errored', error: { code: 'PATCH_FORMAT' } },
    ]);
  });

  it('does not resolve an instance whose tests are missing, but for SWE-smith of 2025', async () => {
    const wrong = { ...instance, PASS_TO_PASS: [...instance.PASS_TO_PASS, 'tests/test_gone.py::test_gone'] };
    const statuses: Record<string, string> = {};
    for (const grading of ['strict', 'swesmith', 'swesmith-2025', 'swebench'] as const) {
      const [result] = await run('gold', { instances: [wrong], grading });
      statuses[grading] = result?.status ?? '';
    }
    expect(statuses).toEqual({
      strict: 'unresolved',
      swesmith: 'unresolved',
      'swesmith-2025': 'resolved',
      swebench: 'unresolved',
    });
  });

  it('runs with pytest-xdist', async () => {
    const environment = { install: [], testCommand: 'python -m pytest -n 2' };
    const parallel = createMemoryRepository({ files, environment, mirrorName: repository.mirrorName });
    expect((await run('gold', { repositories: parallel })).map(summarize)).toEqual([gold]);
  });

  it('runs a command that starts pytest twice', async () => {
    const environment = {
      install: [],
      testCommand:
        'python -m pytest tests/test_double.py && python -m pytest tests/test_total.py tests/test_half.py',
    };
    const twice = createMemoryRepository({ files, environment, mirrorName: repository.mirrorName });
    expect((await run('gold', { repositories: twice })).map(summarize)).toEqual([gold]);
  });

  it('runs the tests of other frameworks, whose exit code must agree', async () => {
    const test =
      'import unittest\nfrom shop import numbers\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(numbers.double(2), 4)\n';
    const plain = createMemoryRepository({
      files: { ...files, 'tests/__init__.py': '', 'tests/test_total.py': test },
      environment: { install: [], testCommand: 'python -m unittest -v tests.test_total' },
      mirrorName: repository.mirrorName,
    });
    const ids = { FAIL_TO_PASS: ['tests.test_total.T.test_a'], PASS_TO_PASS: [] };
    const options = { repositories: plain, instances: [{ ...instance, ...ids }] };
    const [result] = await run('gold', options);
    expect(result).toMatchObject({ status: 'resolved' });
    expect(await run('empty', options)).toMatchObject([{ status: 'unresolved', problem: undefined }]);
    const exits = predict({
      'shop/numbers.py': fixedSource,
      'shop/__init__.py': 'import atexit, os\natexit.register(os._exit, 3)\n',
    });
    expect(await run([exits], options)).toMatchObject([
      { status: 'unresolved', problem: expect.stringContaining('exit code 3') as string },
    ]);
  });

  it('refuses what cannot work, before anything runs', async () => {
    await expect(run('gold', { instances: [instance, instance] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'instances[1].instance_id',
    });
    const wrong: readonly (readonly [Predictions, Partial<EvaluateOptions>, string])[] = [
      ['gold', { concurrency: 0 }, 'concurrency'],
      ['gold', { timeoutMs: -1 }, 'timeoutMs'],
      ['gold', { seed: 0.5 }, 'seed'],
      ['gold', { store: '' }, 'store'],
      ['gold', { grading: 'lenient' as 'strict' }, 'grading'],
      ['gold', { tests: 'some' as 'all' }, 'tests'],
      ['silver' as 'gold', {}, 'predictions'],
    ];
    for (const [predictions, options, argument] of wrong) {
      await expect(run(predictions, options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
    }
  });

  it('ends what runs when it is aborted, and leaves nothing behind', async () => {
    const stop = new AbortController();
    const hangs = predict({ 'shop/unused.py': 'import time\ntime.sleep(1000)\n' });
    const failed = run([hangs], { abortSignal: stop.signal }).catch((error: unknown) => error);
    // The command, pytest and the process that records.
    while ((await listProcesses()).length < 3) await delay(50);
    stop.abort(new Error('enough'));
    expect(await failed).toMatchObject({ message: 'enough' });
    expect(await listProcesses()).toEqual([]);
    expect((await readdir(directory)).filter((name) => name.startsWith('bugsmith-sandbox-'))).toEqual([]);
  });

  it('tells how far it is', async () => {
    const seen: EvaluationProgress[] = [];
    let time = 0;
    await run([predictPatch(null), predictPatch('nonsense')], {
      onProgress: (progress) => seen.push(progress),
      now: () => (time += 10),
    });
    expect(seen).toEqual([
      { finished: 1, total: 2, byStatus: { 'empty-patch': 1 }, stored: 0, elapsedMs: 10 },
      { finished: 2, total: 2, byStatus: { 'empty-patch': 1, 'patch-failed': 1 }, stored: 0, elapsedMs: 20 },
    ]);
  });
});
