import { describe, expect, it } from 'vitest';
import {
  createPatch,
  InvalidArgumentError,
  type IssueResult,
  type IssueTemplate,
  issueTemplates,
  type IssueWriter,
  originalIssues,
  type TaskInstance,
  templateIssues,
  type TestEvidence,
  testIssues,
  writeIssues,
  type WriteIssuesOptions,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import {
  collect,
  fixed,
  instanceOf,
  instancesOf,
  repository,
  evidenceOf,
  testEvidence,
  texts,
} from './support.ts';

async function write(
  writer: IssueWriter,
  instances: readonly TaskInstance[] = [instanceOf()],
  options: Partial<WriteIssuesOptions> = {},
): Promise<IssueResult[]> {
  return collect(writeIssues(instances, { writer, repositories: repository, ...options }));
}

const only = (name: string): IssueWriter =>
  templateIssues({ templates: issueTemplates.filter((template) => template.name === name) });

describe('templateIssues', () => {
  it('draws the nine templates of the paper as often as its table says', async () => {
    const counts = new Map<unknown, number>();
    for (const result of await write(templateIssues(), instancesOf(800))) {
      const template = 'facts' in result ? result.facts['template'] : undefined;
      counts.set(template, (counts.get(template) ?? 0) + 1);
    }
    expect(issueTemplates.map(({ weight }) => weight)).toEqual([
      0.05, 0.1, 0.15, 0.1, 0.1, 0.05, 0.15, 0.15, 0.15,
    ]);
    for (const { name, weight } of issueTemplates) {
      expect(Math.abs((counts.get(name) ?? 0) / 800 - weight)).toBeLessThan(0.035);
    }
  });

  it.each([
    [
      'basic',
      'Something in this project does not work as it should. Please find out what it is and correct it.',
    ],
    [
      'files',
      'The code in these files does not behave as it should:\n\n- `shop/till.py`\n\nPlease correct it.',
    ],
    [
      'functions',
      'This code does not behave as it should:\n\n- `Till.discount` in `shop/till.py`\n- `round_up` in `shop/till.py`\n\nPlease look at what it is meant to do, and correct it.',
    ],
    [
      'failing-tests',
      'These tests fail:\n\n- tests/test_till.py::test_discount\n- tests/test_till.py::test_round_up\n\nThe tests are right; please correct the code so that they pass.',
    ],
    [
      'bug-type',
      'Something in this project does not work as it should. An operator may be the wrong one. Please find the place and correct it.',
    ],
  ])('writes %s', async (name, text) => {
    expect(texts(await write(only(name)))).toEqual([text]);
  });

  it('names one test, the kind of bug and all functions in the template that tells most', async () => {
    const [text = ''] = texts(await write(only('bug-type-functions-test')));
    expect(text).toMatch(/^The test `tests\/test_till\.py::test_(?:discount|round_up)` fails/);
    expect(text).toContain('- `Till.discount` in `shop/till.py`');
    expect(text).toContain('An operator may be the wrong one.');
  });

  it('lists what its templates disclose, and drops none for it', async () => {
    const [result] = await write(only('failing-tests'));
    expect(result).toMatchObject({ status: 'written', costUsd: 0, messages: [], writer: 'templates' });
    expect(new Set(result?.status === 'written' ? result.leaks.map(({ rule }) => rule) : [])).toEqual(
      new Set(['names-test', 'tests-fail']),
    );
    for (const name of ['basic', 'files', 'functions', 'bug-type', 'bug-type-files']) {
      expect(await write(only(name))).toMatchObject([{ status: 'written', leaks: [] }]);
    }
  });

  it('passes templates over that lack a fact', async () => {
    const unknown = instanceOf({ instance_id: 'owner__shop.1a2b3c4d.my_strategy__x1y2z3a4' });
    expect(texts(await write(only('bug-type'), [unknown]))).toEqual(['no-template']);
    const writer = templateIssues({ bugTypes: { my_strategy: 'A cat may have walked over the keys.' } });
    const wanted = 'A cat may have walked over the keys.';
    expect(texts(await write(writer, [unknown], { statementsPerInstance: 20 })).join()).toContain(wanted);
    const drawn = await write(templateIssues(), [unknown], { statementsPerInstance: 60 });
    expect(drawn.every(({ status }) => status === 'written')).toBe(true);
  });

  it('draws the same for the same seed, and something else for another', async () => {
    const draw = async (seed: number): Promise<string[]> =>
      texts(await write(templateIssues(), [instanceOf()], { seed, statementsPerInstance: 12 }));
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  it('takes templates of others, which may look at what tests show', async () => {
    const template: IssueTemplate = {
      name: 'mine',
      weight: 1,
      render: async (facts) => `${facts.files.join()}: ${(await facts.evidence()).tests[0]?.source ?? ''}`,
    };
    const evidence = async () => evidenceOf([testEvidence()]);
    const [text] = texts(await write(templateIssues({ templates: [template] }), undefined, { evidence }));
    expect(text).toBe(`shop/till.py: ${testEvidence().source ?? ''}`);
  });

  it('finds the functions of added and removed lines, and none in files it cannot read', async () => {
    const of = async (before: string, after: string, path = 'shop/till.py'): Promise<string[]> => {
      const files = { [path]: before };
      const mirrorName = 'owner__shop.1a2b3c4d';
      return texts(
        await write(only('functions'), [instanceOf({ patch: createPatch([{ path, before, after }]) })], {
          repositories: createMemoryRepository({ files, mirrorName }),
        }),
      );
    };
    const added = await of(fixed, fixed.replace('        if total', '        total += 1\n        if total'));
    expect(added.join()).toContain('- `Till.discount` in');
    const removed = await of(fixed, fixed.replace('    def discount(self, total):\n', ''));
    expect(removed.join()).toContain('- `Till.discount` in');
    const inClass = await of(`${fixed}\nclass A:\n    x = 1\n`, `${fixed}\nclass A:\n    x = 2\n`);
    expect(inClass.join()).toContain('- `A` in');
    expect(await of('x = 1\n', 'x = 2\n')).toEqual(['no-template']);
    expect(await of('def f(:\n    1\n', 'def f(:\n    2\n')).toEqual(['no-template']);
    expect(await of('a\n', 'b\n', 'notes.txt')).toEqual(['no-template']);
  });

  it.each([
    [[]],
    [[{ name: 'a', weight: 0, render: () => 'a' }]],
    [[{ name: 'a', weight: Number.NaN, render: () => 'a' }]],
  ])('refuses %j as templates', (templates) => {
    expect(() => templateIssues({ templates })).toThrow(InvalidArgumentError);
  });
});

describe('testIssues', () => {
  const writeTests = (tests: readonly TestEvidence[], options = {}, testOutput = 'all of it\n') =>
    write(testIssues(options), undefined, { evidence: async () => evidenceOf(tests, testOutput) });

  it('shows one test with what it prints', async () => {
    const results = await writeTests([testEvidence()]);
    expect(texts(results)).toEqual([
      `A test of this project fails, and the test is right. This is \`tests/test_till.py::test_discount\`:

\`\`\`python
def test_discount():
    assert Till(0.5).discount(200) == 100
\`\`\`

Running it prints:

\`\`\`
    def test_discount():
>       assert Till(0.5).discount(200) == 100
E       assert 300.0 == 100
\`\`\`

Please correct the code so that it does what the test expects. The test itself is to stay as it is.
`,
    ]);
    expect(results).toMatchObject([
      { status: 'written', facts: { test: 'tests/test_till.py::test_discount' }, shortened: [], costUsd: 0 },
    ]);
  });

  it('draws one of those that fail again, and tells nothing of the others', async () => {
    const tests = Array.from({ length: 8 }, (_, index) =>
      testEvidence({ test: `t.py::test_${index}`, outcome: index % 2 === 0 ? 'passed' : 'failed' }),
    );
    const drawn = new Set<unknown>();
    for (const result of await write(testIssues(), instancesOf(40), {
      evidence: async () => evidenceOf(tests),
    })) {
      if (!('facts' in result)) continue;
      drawn.add(result.facts['test']);
      expect([
        ...texts([result])
          .join()
          .matchAll(/t\.py::test_\d/g),
      ]).toHaveLength(1);
    }
    expect([...drawn].sort()).toEqual(['t.py::test_1', 't.py::test_3', 't.py::test_5', 't.py::test_7']);
  });

  it('shows the whole output where the test has none of its own, with fences that hold it', async () => {
    const [text = ''] = texts(await writeTests([testEvidence({ output: '' })], {}, 'a\n```\nb\n'));
    expect(text).toContain('````\na\n```\nb\n````');
  });

  it('shortens what is too long and says so', async () => {
    const output = Array.from({ length: 5000 }, (_, index) => `line ${index}`).join('\n');
    const results = await writeTests([testEvidence({ output })], { maxTokens: 200 });
    expect(results).toMatchObject([
      {
        shortened: [{ input: 'test output', fromTokens: 12_223 }],
        facts: { test: 'tests/test_till.py::test_discount' },
      },
    ]);
    expect(texts(results).join()).toMatch(
      /line 0\nline 1\n[^]*\[\.\.\. \d+ lines left out \.\.\.\][^]*line 4999\n```/,
    );
  });

  it.each([
    ['none of them fails again', [testEvidence({ outcome: 'passed' })]],
    ['there is no source', [testEvidence({ source: undefined })]],
    ['there are none', []],
  ])('has nothing to say when %s', async (_, tests) => {
    expect(await writeTests(tests)).toMatchObject([{ status: 'not-written', reason: 'no-failing-test' }]);
  });
});

describe('originalIssues', () => {
  const text = 'Discounts are wrong\n\nThey go up.  \n';
  const { patch } = instanceOf();

  it.each([
    [
      'the candidate of the patch',
      originalIssues({ candidates: [{ patch, metadata: { problem_statement: text } }] }),
    ],
    [
      "the candidate's pull request",
      originalIssues({ candidates: [{ patch, metadata: { instance_ref: { problem_statement: text } } }] }),
    ],
    [
      'a function',
      originalIssues({ find: async ({ instance_id: id }) => (id.includes('op_change') ? text : '') }),
    ],
  ])('takes the text, word for word, from %s', async (_, writer) => {
    expect(texts(await write(writer))).toEqual([text]);
  });

  it("takes it from the row's own pull request", async () => {
    const instance = instanceOf({ instance_ref: { problem_statement: text } });
    expect(texts(await write(originalIssues(), [instance]))).toEqual([text]);
  });

  it.each([
    [
      'another patch',
      originalIssues({ candidates: [{ patch: 'other', metadata: { problem_statement: text } }] }),
    ],
    ['a blank text', originalIssues({ candidates: [{ patch, metadata: { problem_statement: ' \n' } }] })],
    ['no candidate', originalIssues()],
  ])('has none for %s', async (_, writer) => {
    expect(await write(writer)).toMatchObject([
      { status: 'not-written', reason: 'no-linked-issue', costUsd: 0 },
    ]);
  });

  it('drops an issue that brings the fix along, unless told to keep it', async () => {
    const find = (): string => 'It should be `total * (1 - self.rate)`.';
    expect(await write(originalIssues({ find }))).toMatchObject([
      { status: 'leaking', attempts: 1, leaks: [{ rule: 'quotes-fix' }] },
    ]);
    expect(await write(originalIssues({ find }), undefined, { onLeak: 'keep' })).toMatchObject([
      { status: 'written', leaks: [{ rule: 'quotes-fix' }] },
    ]);
  });
});
