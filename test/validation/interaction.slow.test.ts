import { describe, expect, it } from 'vitest';
import {
  type BugCandidate,
  classifyInteraction,
  combineSameFile,
  createBaseline,
  createCandidateId,
  createPatch,
  filterByInteraction,
  type InteractionCounts,
  LocalRuntime,
  validate,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';

function candidateOf(id: string, parts?: readonly string[]): BugCandidate {
  const metadata =
    parts === undefined
      ? {}
      : { patch_files: parts.map((part) => `bug__my_strategy__${part}`), num_patch_files: parts.length };
  const strategy = parts === undefined ? 'my_strategy' : 'combine_file';
  return { id, strategy, patch: id, explanation: '', costUsd: 0, metadata };
}

function resultOf(candidate: BugCandidate, ...failToPass: string[]): ValidationResult {
  const others = { passToPass: ['x'], failToFail: [], passToFail: [] };
  return { status: 'valid', candidate, failToPass, ...others, testsRun: [], durationMs: 1, testOutput: '' };
}

const parts = [
  resultOf(candidateOf('p'), 'a', 'b'),
  resultOf(candidateOf('q'), 'b', 'c'),
  resultOf(candidateOf('r'), 'z'),
];
const combined = (...failToPass: string[]): ValidationResult =>
  resultOf(candidateOf(`of ${failToPass.join(' ')}`, ['p', 'q']), ...failToPass);

describe('classifyInteraction', () => {
  it.each([
    [['a', 'b', 'c'], { kind: 'none', newlyBroken: [], noLongerBroken: [] }],
    [['d', 'c', 'b', 'a', 'e'], { kind: 'more', newlyBroken: ['d', 'e'], noLongerBroken: [] }],
    [['b'], { kind: 'fewer', newlyBroken: [], noLongerBroken: ['a', 'c'] }],
    [['a', 'z'], { kind: 'both', newlyBroken: ['z'], noLongerBroken: ['b', 'c'] }],
    [[], { kind: 'fewer', newlyBroken: [], noLongerBroken: ['a', 'b', 'c'] }],
  ])('compares %j with the union of the parts', (failToPass, expected) => {
    expect(classifyInteraction(combined(...failToPass), parts)).toEqual(expected);
  });

  it('takes a combination that no test can tell for one that breaks none', () => {
    const candidate = candidateOf('c', ['p', 'q']);
    for (const status of ['not-covered', 'equivalent'] as const)
      expect(classifyInteraction({ status, candidate }, parts)?.noLongerBroken).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, ValidationResult, readonly ValidationResult[]]>([
    [
      'the run did not end',
      {
        status: 'timed-out',
        candidate: candidateOf('c', ['p', 'q']),
        timeoutMs: 1,
        durationMs: 1,
        testOutput: '',
      },
      parts,
    ],
    [
      'there is no run',
      { status: 'errored', candidate: candidateOf('c', ['p', 'q']), error: new Error('x') },
      parts,
    ],
    ['a part is missing', combined('a'), parts.slice(1)],
    [
      'a part did not end',
      combined('a'),
      [...parts.slice(1), { status: 'errored', candidate: candidateOf('p'), error: new Error('x') }],
    ],
    ['it is no combination', resultOf(candidateOf('p'), 'a'), parts],
    ['it has no parts', resultOf(candidateOf('c', []), 'a'), parts],
  ])('does not know when %s', (_, result, known) => {
    expect(classifyInteraction(result, known)).toBeNull();
  });
});

describe('filterByInteraction', () => {
  const results = [
    combined('a', 'b', 'c'),
    combined('a', 'b', 'c', 'd'),
    combined('a'),
    combined('d'),
    resultOf(candidateOf('p'), 'a'),
  ];
  const [none, more, fewer, both] = results;

  it.each([
    [undefined, [more, both]],
    ['more', [more, both]],
    ['fewer', [fewer, both]],
    ['any', [more, fewer, both]],
  ] as const)('keeps %s', async (keep, expected) => {
    const counts: InteractionCounts[] = [];
    async function* arriving(): AsyncGenerator<ValidationResult> {
      yield* results;
    }
    const options = {
      parts: parts.values(),
      keep,
      onProgress: (count: InteractionCounts) => void counts.push(count),
    };
    expect(await Array.fromAsync(filterByInteraction(arriving(), options))).toEqual(expected);
    expect(counts).toHaveLength(results.length);
    expect(counts[0]).toEqual({ more: 0, fewer: 0, both: 0, none: 1, unknown: 0 });
    expect(counts.at(-1)).toEqual({ more: 1, fewer: 1, both: 1, none: 1, unknown: 1 });
    expect(expected).not.toContain(none);
  });
});

describe('combining what was validated', () => {
  const source = [
    'def first(x):\n    found = x > 0\n    return found\n',
    'def second(x):\n    found = x > 0\n    return found\n',
    'def either(x):\n    return first(x) or second(x)\n',
    'def neither(x):\n    return not x\n',
  ].join('\n\n');
  const tests = ['first(1)', 'second(1)', 'either(1)', 'neither(0)'].map(
    (call, index) => `def test_${index}():\n    assert shop.${call}\n`,
  );
  const repository = createMemoryRepository({
    files: { 'shop.py': source, 'test_shop.py': `import shop\n\n${tests.join('\n')}` },
    environment: { install: [], testCommand: 'python -m pytest' },
  });

  it('finds the test that only both bugs together break', async () => {
    const candidates = ['first', 'second'].map((name): BugCandidate => {
      const after = source.replace(`${name}(x):\n    found = x > 0`, `${name}(x):\n    found = x < 0`);
      const patch = createPatch([{ path: 'shop.py', before: source, after }]);
      return { ...candidateOf(createCandidateId(patch)), patch };
    });
    const runtime = new LocalRuntime({ virtualEnvironment: testVenv });
    try {
      const baseline = await createBaseline(repository, { runtime });
      const options = { repository, runtime, baseline };
      const parts = await Array.fromAsync(validate(candidates, options));
      const [result, ...others] = await Array.fromAsync(
        filterByInteraction(validate(combineSameFile(parts, { repository }), options), { parts }),
      );
      expect(others).toEqual([]);
      expect(result === undefined ? null : classifyInteraction(result, parts)).toEqual({
        kind: 'more',
        newlyBroken: ['test_shop.py::test_2'],
        noLongerBroken: [],
      });
    } finally {
      await runtime.dispose();
    }
  });
});
