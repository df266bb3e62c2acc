import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Baseline, BugCandidate, TestStatus } from 'bugsmith';

import { stableTests } from '../../src/validation/baseline.ts';
import { createRunResult } from '../../src/validation/run-result.ts';
import { readRanges, writeRanges } from '../../src/validation/index-ranges.ts';
import { ResultCodec } from '../../src/validation/store/result-codec.ts';

const statuses = [
  'passed',
  'failed',
  'error',
  'skipped',
  'xfailed',
  'xpassed',
] as const satisfies TestStatus[];
const candidate: BugCandidate = {
  id: 'a1b2c3d4',
  strategy: 'test',
  patch: '',
  explanation: '',
  costUsd: 0,
  metadata: {},
};

function createBaseline(tests: Baseline['tests'], flaky: readonly string[]): Baseline {
  return {
    formatVersion: 5,
    commit: '0'.repeat(40),
    testCommand: 'pytest',
    parser: 'pytest',
    environment: '',
    tests,
    flaky: flaky.map((test) => ({ test, statuses: {} })),
    durationMs: 1,
    testOutput: '',
    coverage: null,
    untraced: 'a test of its own',
  };
}

describe('what is stored of a result', () => {
  it('gives its lists again, whatever the tests do with the bug and without it', () => {
    const test = fc.record({
      without: fc.constantFrom(...statuses),
      with: fc.option(fc.constantFrom(...statuses)),
      isFlaky: fc.boolean(),
    });
    const run = fc.record({
      tests: fc.array(test, { maxLength: 30 }),
      isNew: fc.boolean(),
      testOutput: fc.string(),
    });
    fc.assert(
      fc.property(run, ({ tests, isNew, testOutput }) => {
        const named = tests.map((facts, index) => ({ ...facts, name: `test_${index}` }));
        const baseline = createBaseline(
          named.map(({ name, without }) => [name, without]),
          named.filter(({ isFlaky }) => isFlaky).map(({ name }) => name),
        );
        const withBug = new Map(
          named.flatMap(({ name, with: status }) => (status === null ? [] : [[name, status] as const])),
        );
        if (isNew) withBug.set('test_new', 'passed');
        const testsRun = [...withBug.keys()];
        const facts = { durationMs: 12.5, testOutput, testsRun };
        const result = createRunResult(candidate, withBug, stableTests(baseline), facts);
        if (result.status === 'errored') expect.fail();
        const codec = new ResultCodec(baseline, 1000);
        const stored = JSON.parse(JSON.stringify(codec.encode(result, undefined))) as ReturnType<
          typeof codec.encode
        >;
        const again = codec.decode(stored.result, stored.details, candidate);
        expect({ ...again, testsRun: [] }).toEqual({ ...result, testsRun: [] });
        expect('testsRun' in again ? [...again.testsRun].sort() : undefined).toEqual(testsRun.toSorted());
        expect(codec.encode(again as typeof result, undefined)).toEqual(codec.encode(result, undefined));
      }),
    );
  });

  it('names many tests in little space', () => {
    const indexes = fc.uniqueArray(fc.nat(500)).map((list) => list.sort((one, other) => one - other));
    fc.assert(
      fc.property(indexes, (list) => {
        expect(readRanges(writeRanges(list), 501)).toEqual(list);
      }),
    );
    expect(writeRanges([0, 1, 2, 4, 6, 7])).toBe('0-2,4,6-7');
    expect(() => readRanges('0-500', 500)).toThrow(RangeError);
    expect(() => readRanges('3-1', 500)).toThrow(RangeError);
  });
});
