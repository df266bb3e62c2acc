import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBaseline,
  createPatch,
  LocalRuntime,
  parseBaseline,
  validate,
  type Baseline,
  type BugCandidate,
  type ContainerRuntime,
  type ValidateOptions,
  type ValidationProgress,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository, recordingRuntime } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';
import { giving, hanging, manyCandidates, oneOfEachKind, parser, repository } from './store-suite.ts';

let base: string;
let local: LocalRuntime;
let baseline: Baseline;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'bugsmith-store-'));
  local = new LocalRuntime({ baseDirectory: base });
  baseline = await createBaseline(repository, { runtime: local, parser });
});
afterAll(async () => {
  await local.dispose();
  await rm(base, { recursive: true });
});

/** A store that has its baseline, so that only candidates take sandboxes. */
async function newStore(): Promise<string> {
  const store = await mkdtemp(join(base, 'store-'));
  await writeFile(join(store, 'baseline.json'), JSON.stringify(baseline));
  return store;
}

type Run = {
  readonly results: readonly ValidationResult[];
  /** How many sandboxes were made. */
  readonly sandboxes: number;
  readonly progress: readonly ValidationProgress[];
};

async function run(
  store: string,
  candidates: readonly BugCandidate[],
  options: Partial<ValidateOptions> = {},
): Promise<Run> {
  const runtime = recordingRuntime(options.runtime ?? local);
  const progress: ValidationProgress[] = [];
  const results = await Array.fromAsync(
    validate(candidates, {
      repository,
      parser,
      store,
      onProgress: (event) => progress.push(event),
      ...options,
      runtime,
    }),
  );
  const sandboxes = runtime.calls.filter(({ method }) => method === 'createSandbox').length;
  return { results, sandboxes, progress };
}

/** Lines of a file of the store, behind its header. */
async function readLines(store: string, file: string): Promise<string[]> {
  return (await readFile(join(store, file), 'utf8')).split('\n').slice(1, -1);
}

const outputOf = (result: ValidationResult | undefined): string | undefined =>
  result !== undefined && 'testOutput' in result ? result.testOutput : undefined;

const statusesOf = ({ results }: Run): string[] => results.map(({ status }) => status);

/** A runtime in which these sandboxes, counted from 0, are not to be had. */
function failingAt(...indexes: readonly number[]): ContainerRuntime {
  let count = -1;
  return {
    specificationVersion: 'v1',
    name: 'failing',
    createSandbox: (options) => {
      count += 1;
      return indexes.includes(count) ? Promise.reject(new Error('no room')) : local.createSandbox(options);
    },
  };
}

describe('validate with a store', () => {
  it('gives every kind of result again, without a run', async () => {
    const store = await newStore();
    const candidates = [...oneOfEachKind, hanging];
    const first = await run(store, candidates, { timeoutMs: 2500, concurrency: 2 });
    expect(statusesOf(first)).toEqual([
      'valid',
      'no-test-broken',
      'duplicate',
      'patch-failed',
      'patch-failed',
      'no-test-kept',
      'timed-out',
    ]);
    expect(first.results[0]).toMatchObject({
      failToPass: ['test_0', 'test_1'],
      failToFail: [],
      passToFail: ['test_3'],
      passToPass: [2, 5, 6, 8, 9, 10, 11].map((index) => `test_${index}`),
      testsRun: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((index) => `test_${index}`),
      testOutput: expect.stringContaining('test_0: fail') as string,
    });
    const again = await run(store, candidates, { timeoutMs: 2500 });
    expect(again.results).toEqual(first.results);
    expect(again.results.map(({ candidate }) => candidate)).toEqual(candidates);
    expect(again.sandboxes).toBe(0);
    expect(await readdir(store)).toEqual(['baseline.json', 'details.jsonl', 'results.jsonl']);
  });

  it('gives what is stored first, then goes on, and knows duplicates of what it did not run', async () => {
    const store = await newStore();
    const many = manyCandidates(8);
    const [first] = many;
    const duplicate = { ...first, id: 'again000' } as BugCandidate;
    await run(store, many.slice(0, 3));
    const { results, sandboxes, progress } = await run(store, [...many, duplicate], {
      now: (
        (time) => () =>
          (time += 10)
      )(0),
    });
    expect(results.map(({ candidate: { id }, status }) => [id, status])).toEqual([
      ...many.map(({ id }, index) => [
        id,
        index === 5 ? 'duplicate' : index === 0 ? 'no-test-broken' : 'valid',
      ]),
      ['again000', 'duplicate'],
    ]);
    expect(results.at(-1)).toMatchObject({ duplicateOf: first?.id });
    expect(sandboxes).toBe(4);
    expect(progress.map(({ finished }) => finished)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(progress.map(({ perSecond }) => perSecond)).toEqual([0, 0, 0, 100, 100, 100, 100, 100, 100]);
    expect(progress.map(({ remainingMs }) => remainingMs)).toEqual([
      ...[undefined, undefined, undefined],
      ...[50, 40, 30, 20, 10, 0],
    ]);
  });

  it('tests candidates again that errored, and keeps the results behind them', async () => {
    const [whole, store] = [await newStore(), await newStore()];
    const many = manyCandidates(12);
    await run(whole, many);
    const first = await run(store, many, { runtime: failingAt(2, 5), concurrency: 3 });
    const errored = statusesOf(first).flatMap((status, index) => (status === 'errored' ? [index] : []));
    expect(errored).toHaveLength(2);
    expect(await readLines(store, 'results.jsonl')).toHaveLength(errored[0] ?? 0);
    // One errors again, and is still the only one to be tested.
    const second = await run(store, many, { runtime: failingAt(0) });
    expect(second.sandboxes).toBe(2);
    expect(statusesOf(second).filter((status) => status === 'errored')).toHaveLength(1);
    const third = await run(store, many);
    expect(third.sandboxes).toBe(1);
    expect(statusesOf(third)).not.toContain('errored');
    expect(await readFile(join(store, 'results.jsonl'))).toEqual(
      await readFile(join(whole, 'results.jsonl')),
    );
    expect(await readdir(store)).toEqual(['baseline.json', 'details.jsonl', 'results.jsonl']);
  });

  it('takes up whatever a kill left of its files', async () => {
    const [whole, store] = [await newStore(), await newStore()];
    const many = manyCandidates(6);
    const { results } = await run(whole, many);
    await run(store, many, { runtime: failingAt(0, 1), concurrency: 2 });
    const sources = { 'results.jsonl': whole, 'details.jsonl': whole, 'journal.jsonl': store };
    const files = new Map<string, Buffer>();
    for (const [file, from] of Object.entries(sources)) files.set(file, await readFile(join(from, file)));
    const kept = fc.double({ min: 0, max: 1, noNaN: true });
    const kill = fc.record({ 'results.jsonl': kept, 'details.jsonl': kept, 'journal.jsonl': kept });
    await fc.assert(
      fc.asyncProperty(kill, fc.boolean(), async (shares, isLate) => {
        const killed = await newStore();
        for (const [file, bytes] of files) {
          const share = shares[file as keyof typeof shares];
          // Later kills find more of the results; the journal is there in whatever state.
          const length = Math.round(
            bytes.length * (isLate && file !== 'journal.jsonl' ? 1 - share / 5 : share),
          );
          await writeFile(join(killed, file), bytes.subarray(0, length));
        }
        await writeFile(join(killed, 'baseline.json.new'), '{"formatVersion":');
        const resumed = await run(killed, many);
        expect(statusesOf(resumed)).toEqual(results.map(({ status }) => status));
        // What was printed may be lost, and is never another candidate's.
        for (const [index, result] of resumed.results.entries()) {
          expect(outputOf(result)).toBeOneOf([outputOf(results[index]), '']);
        }
        expect(await readFile(join(killed, 'results.jsonl'))).toEqual(files.get('results.jsonl'));
        expect(await readdir(killed)).not.toContain('journal.jsonl');
      }),
      { numRuns: 6 },
    );
  }, 180_000);

  it('stops for candidates that are not those of the store', async () => {
    const store = await newStore();
    const [one, two, three] = manyCandidates(3) as [BugCandidate, BugCandidate, BugCandidate];
    await run(store, [one, two]);
    const lines = await readLines(store, 'results.jsonl');
    await expect(run(store, [one, three, two])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'candidates[1].id',
      message: expect.stringMatching(/"c1xxxxxx" .*same candidates.*another store, got "c2xxxxxx"/) as string,
    });
    expect(await readLines(store, 'results.jsonl')).toEqual(lines);
    // Fewer or more are no others.
    expect((await run(store, [one])).sandboxes).toBe(0);
    expect((await run(store, [one, two, three])).sandboxes).toBe(1);
  });

  it('refuses a store in use, and one made for something else, before any work', async () => {
    const store = await newStore();
    const many = manyCandidates(2);
    const running = validate(many, { repository, runtime: local, parser, store });
    await running.next();
    const runtime = recordingRuntime(local);
    const options = { repository, runtime, parser, store };
    await expect(validate(many, options).next()).rejects.toMatchObject({ code: 'STORE', reason: 'in-use' });
    await running.return(undefined);
    await expect(validate(many, { ...options, timeoutMs: 5000 }).next()).rejects.toMatchObject({
      reason: 'other-header',
      field: 'header.timeoutMs',
    });
    await expect(validate(many, { ...options, store: '' }).next()).rejects.toMatchObject({
      argument: 'store',
    });
    expect(runtime.calls).toEqual([]);
    expect((await run(store, many)).results).toHaveLength(2);
  });

  it('keeps one baseline, and says what is wrong with another', async () => {
    const store = join(base, 'made', 'by', 'validate');
    const many = manyCandidates(3);
    expect((await run(store, many.slice(0, 1))).sandboxes).toBe(3);
    expect((await run(store, many.slice(0, 1))).sandboxes).toBe(0);
    const baseline = parseBaseline(JSON.parse(await readFile(join(store, 'baseline.json'), 'utf8')));
    expect((await run(store, many.slice(0, 2), { baseline })).sandboxes).toBe(1);
    const other = { ...baseline, durationMs: baseline.durationMs + 1 };
    await expect(run(store, many, { baseline: other })).rejects.toMatchObject({
      argument: 'baseline',
      message: expect.stringContaining(join(store, 'baseline.json')) as string,
    });

    await writeFile(
      join(store, 'baseline.json'),
      JSON.stringify({ ...baseline, tests: [['test_0', 'passed']] }),
    );
    await expect(run(store, many)).rejects.toMatchObject({ reason: 'other-header', field: 'header.tests' });
    await writeFile(join(store, 'baseline.json'), JSON.stringify({ ...baseline, commit: '0'.repeat(40) }));
    await expect(run(store, many)).rejects.toMatchObject({ argument: 'baseline.commit' });
    await writeFile(join(store, 'baseline.json'), '{"formatVersion":');
    await expect(run(store, many)).rejects.toMatchObject({
      reason: 'damaged',
      path: join(store, 'baseline.json'),
    });
    await rm(join(store, 'baseline.json'));
    expect((await run(store, many)).sandboxes).toBe(3);
  });

  it('names a line that is damaged', async () => {
    const store = await newStore();
    const [candidate] = manyCandidates(1) as [BugCandidate];
    await run(store, [candidate]);
    const path = join(store, 'results.jsonl');
    const [header = ''] = (await readFile(path, 'utf8')).split('\n');
    for (const [line, problem] of [
      ['{"id":', /not JSON/],
      ['{"id":"c0xxxxxx","strategy":"values","status":"odd"}', /`status`/],
      ['{"id":"c0xxxxxx","strategy":"values","status":"valid","failToPass":"7-99"}', /no tests 7-99/],
      ['{"id":"c0xxxxxx","strategy":"values","status":"valid"}', /`no-test-broken`/],
    ] as const) {
      await writeFile(path, `${header}\n${line}\n`);
      await expect(run(store, [candidate])).rejects.toMatchObject({
        code: 'STORE',
        reason: 'damaged',
        path,
        line: 2,
        message: expect.stringMatching(problem) as string,
      });
    }
  });

  it('gives results whose details are gone without them', async () => {
    const store = await newStore();
    const candidates = [giving('breaks00', { test_0: 'fail' }), giving('breaks11', { test_1: 'fail' })];
    const { results } = await run(store, candidates);
    await rm(join(store, 'details.jsonl'));
    const again = await run(store, candidates);
    expect(again.sandboxes).toBe(0);
    const withoutDetails = { durationMs: 0, testsRun: [], testOutput: '' };
    expect(again.results).toEqual(results.map((result) => ({ ...result, ...withoutDetails })));
  });
});

describe('validate with a store, of tests that can tell', () => {
  const source = Array.from({ length: 6 }, (_, index) => `def f${index}():\n    return ${index}\n`).join(
    '\n',
  );
  const tests = Array.from(
    { length: 5 },
    (_, index) => `def test_${index}():\n    assert f${index}() == ${index}\n`,
  );
  const project = createMemoryRepository({
    files: { 'functions.py': source, 'test_functions.py': `from functions import *\n\n${tests.join('\n')}` },
    environment: { install: [], testCommand: 'python -m pytest' },
  });
  const changing = (id: string, index: number, value: string): BugCandidate => {
    const after = source.replace(`return ${index}`, `return ${value}`);
    const patch = createPatch([{ path: 'functions.py', before: source, after }]);
    return { id, strategy: 'test', patch, explanation: '', costUsd: 0, metadata: {} };
  };
  const candidates = [
    changing('breaks00', 0, '9'),
    changing('equals11', 1, '1  # the same'),
    changing('uncover5', 5, '9'),
    changing('syntax22', 2, '('),
    changing('breaks33', 3, '[][0]'),
    changing('again000', 0, '9'),
    changing('breaks44', 4, '-4'),
  ];
  const statuses = ['valid', 'equivalent', 'not-covered', 'syntax-error', 'valid', 'duplicate', 'valid'];

  it('goes on as if it had not been stopped, and does not trust again what an audit found wrong', async () => {
    const python = new LocalRuntime({ baseDirectory: base, virtualEnvironment: testVenv });
    try {
      const options = { repository: project, parser: undefined, runtime: python, auditRate: 0.6 };
      const [whole, store] = [join(base, 'whole'), join(base, 'stopped')];
      const first = await run(whole, candidates, options);
      expect(statusesOf(first)).toEqual(statuses);
      const audited = first.progress.at(-1)?.audited ?? 0;
      expect(audited).toBeGreaterThan(0);

      await mkdir(store);
      await copyFile(join(whole, 'baseline.json'), join(store, 'baseline.json'));
      await run(store, candidates.slice(0, 3), options);
      const second = await run(store, candidates, options);
      expect(await readFile(join(store, 'results.jsonl'))).toEqual(
        await readFile(join(whole, 'results.jsonl')),
      );
      const facts = { durationMs: 0, testOutput: '' };
      const plain = ({ results }: Run): unknown => results.map((result) => ({ ...result, ...facts }));
      expect(plain(second)).toEqual(plain(first));
      expect(second.progress.at(-1)).toMatchObject({ audited, disagreed: 0 });

      const lines = (await readFile(join(whole, 'results.jsonl'), 'utf8')).split('\n');
      lines[1] = lines[1]?.replace(/(?:,"audit":"agreed")?\}$/, ',"audit":"disagreed"}') ?? '';
      await writeFile(join(whole, 'results.jsonl'), lines.slice(0, 4).join('\n') + '\n');
      const distrusting = await run(whole, candidates, options);
      expect(statusesOf(distrusting)).toEqual([
        'valid',
        'equivalent',
        'not-covered',
        'no-test-kept',
        'valid',
        'duplicate',
        'valid',
      ]);
      expect(distrusting.sandboxes).toBe(3);
      expect(distrusting.results.at(-1)).toMatchObject({
        failToPass: ['test_functions.py::test_4'],
        testsRun: [0, 1, 2, 3, 4].map((index) => `test_functions.py::test_${index}`),
      });
      expect(distrusting.progress.at(-1)).toMatchObject({ disagreed: 1 });
    } finally {
      await python.dispose();
    }
  });
});
