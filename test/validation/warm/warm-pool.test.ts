import { createMemoryRepository } from 'bugsmith/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ExecResult, Sandbox } from '../../../src/runtimes/sandbox.ts';
import type { Coverage } from '../../../src/validation/warm/coverage.ts';
import { createLimit, WarmPool, type WarmOutcome } from '../../../src/validation/warm/warm-pool.ts';

// Timers of this module are not faked with the others.
vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number, value: unknown) =>
    new Promise((resolve) => setTimeout(() => resolve(value), milliseconds)),
}));
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const timeoutMs = 15_000;
const hourMs = 3_600_000;
const repository = createMemoryRepository({ environment: { install: [], testCommand: 'pytest' }, files: {} });
const coverage: Coverage = {
  importing: { lines: {}, reads: [], seconds: 0 },
  tests: {},
  orderDependent: { lines: {}, reads: [] },
  leaving: [],
  sharing: [],
  preload: [],
};
const succeeded: ExecResult = {
  exitCode: 0,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
  durationMs: 0,
};

/** What a process writes, each after so many seconds more; it ends with the last, if that is that it has finished. */
type Script = readonly (readonly [afterSeconds: number, fact: object])[];

const begun = (index: number): object => ({ event: 'begun', index });
const marked = (index: number): object => ({ event: 'candidate', index });
const equivalent = (index: number): object => ({ event: 'verdict', index, verdict: 'equivalent' });
const finished = { event: 'finished' };

/** Gives candidates to a process; `endedMs` is how long it ran before it was ended, if it was. */
async function follow(
  script: Script,
  { candidates = 1, readMs = 0 }: { readonly candidates?: number; readonly readMs?: number } = {},
): Promise<{ readonly outcomes: WarmOutcome['kind'][]; readonly endedMs: number | undefined }> {
  let begunMs = Infinity;
  let endedMs: number | undefined;
  const times = script.map((_, place) =>
    script.slice(0, place + 1).reduce((sum, [seconds]) => sum + seconds * 1000, 0),
  );
  const sandbox: Sandbox = {
    workingDirectory: '/work',
    temporaryDirectory: '/temporary',
    exec: async ({ abortSignal }) =>
      new Promise((resolve, reject) => {
        begunMs = performance.now();
        abortSignal?.addEventListener('abort', () => {
          endedMs ??= performance.now() - begunMs;
          reject(new Error('aborted'));
        });
        if (script.at(-1)?.[1] === finished) setTimeout(() => resolve(succeeded), times.at(-1));
      }),
    readFile: async (path) => {
      if (!path.endsWith('report.jsonl')) return null;
      const passedMs = performance.now() - begunMs;
      const written = script.filter((_, place) => (times[place] ?? 0) <= passedMs);
      await new Promise((resolve) => setTimeout(resolve, readMs));
      return Buffer.from(written.map(([, fact]) => `${JSON.stringify(fact)}\n`).join(''));
    },
    writeFile: async () => undefined,
    removeFile: async () => undefined,
    remove: async () => undefined,
  };
  const pool = new WarmPool({
    repository,
    runtime: { specificationVersion: 'v1', name: 'scripted', createSandbox: async () => sandbox },
    coverage,
    timeoutMs,
    limit: createLimit(1),
    abortSignal: new AbortController().signal,
  });
  const tests = Promise.all(Array.from({ length: candidates }, async () => pool.test([])));
  await vi.advanceTimersByTimeAsync(hourMs);
  const outcomes = (await tests).map(({ kind }) => kind);
  await pool.dispose();
  return { outcomes, endedMs };
}

describe('a warm process that has stopped', () => {
  it('with a candidate is waited for no longer than for a run, wherever that was', async () => {
    for (const script of [
      [[1, begun(0)]],
      [
        [1, begun(0)],
        [0, marked(0)],
      ],
      [
        [1, begun(0)],
        [0, marked(0)],
        [5, { event: 'step' }],
      ],
    ] satisfies Script[]) {
      const { outcomes, endedMs } = await follow(script);
      expect(outcomes).toEqual(['plain']);
      expect(endedMs).toBeGreaterThan(timeoutMs);
      expect(endedMs).toBeLessThan(timeoutMs + 30_000);
    }
  });

  it('while it starts is waited for as long as that may take, and the candidates get another turn', async () => {
    const { outcomes, endedMs } = await follow([]);
    expect(outcomes).toEqual(['plain']);
    expect(endedMs).toBeGreaterThan(timeoutMs + 60_000);
    expect(endedMs).toBeLessThan(timeoutMs + 90_000);
  });
});

describe('a warm process that works', () => {
  it.each<[string, Script]>([
    [
      'takes a minute to import the suite',
      [
        [70, begun(0)],
        [1, equivalent(0)],
        [0, begun(1)],
        [1, equivalent(1)],
        [0, finished],
      ],
    ],
    [
      'takes a minute to import it again after a candidate has ended the fork that had',
      [
        [1, begun(0)],
        [1, equivalent(0)],
        [70, begun(1)],
        [1, equivalent(1)],
        [0, finished],
      ],
    ],
    [
      'runs tests several times for a candidate, with other work around each',
      [
        [1, begun(0)],
        [20, marked(0)],
        [20, { event: 'step' }],
        [20, marked(0)],
        [20, marked(0)],
        [20, equivalent(0)],
        [0, begun(1)],
        [20, equivalent(1)],
        [0, finished],
      ],
    ],
  ])('and %s is left to it', async (_, script) => {
    for (const readMs of [0, 1000, 90_000]) {
      expect(await follow(script, { candidates: 2, readMs })).toEqual({
        outcomes: ['equivalent', 'equivalent'],
        endedMs: undefined,
      });
    }
  });
});
