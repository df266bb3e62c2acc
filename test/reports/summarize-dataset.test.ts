import { describe, expect, it } from 'vitest';
import {
  createPatch,
  summarizeDataset,
  type TaskInstance,
  toBugCoverageTable,
  toCsv,
  toMarkdown,
  toSizeTable,
  toYieldTable,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { instanceOf } from '../difficulty/support.ts';
import { resultOf } from './support.ts';

const mirrorName = 'owner__name.1a2b3c4d';
const source = 'def f():\n    return 1\n\n\ndef g():\n    return 2\n';
const repository = createMemoryRepository({ files: { 'a.py': source, 'b.py': source }, mirrorName });

function instance(id: string, after: Readonly<Record<string, string>>, facts: Partial<TaskInstance> = {}) {
  const changes = Object.entries(after).map(([path, text]) => ({ path, before: source, after: text }));
  return instanceOf(`${mirrorName}.${id}`, { patch: createPatch(changes), ...facts });
}

const one = { 'a.py': source.replace('1', '3') };
const both = { 'a.py': source.replace('1', '3').replace('2', '4'), 'b.py': source.replace('1', '3') };

/** The paper's Table 11: candidates, instances and yield in percent. */
const published: readonly (readonly [string, number, number, number])[] = [
  ['combine_file', 6020, 5865, 97.43],
  ['combine_module', 4396, 4227, 96.16],
  ['lm_modify', 31950, 17887, 55.98],
  ['lm_rewrite', 11908, 4173, 35.04],
  ['pr_mirror', 6934, 2344, 33.8],
  ['func_pm_class_rm_base', 1401, 463, 33.05],
  ['func_pm_class_rm_funcs', 2506, 1180, 47.09],
  ['func_pm_class_shuffle_funcs', 2504, 47, 1.88],
  ['func_pm_ctrl_invert_if', 4695, 2321, 49.44],
  ['func_pm_ctrl_shuffle', 9055, 4015, 44.34],
  ['func_pm_op_break_chains', 747, 225, 30.12],
  ['func_pm_op_change_const', 723, 257, 35.55],
  ['func_pm_op_change', 1507, 450, 29.86],
  ['func_pm_op_swap', 2141, 483, 22.56],
  ['func_pm_remove_assign', 5470, 2661, 48.65],
  ['func_pm_remove_cond', 5288, 2311, 43.7],
  ['func_pm_remove_loop', 1945, 860, 44.22],
  ['func_pm_remove_wrapper', 884, 368, 41.63],
];

describe('summarizeDataset', () => {
  it('gives the yields of the paper’s Table 11 from its counts, one result after the other', async () => {
    function* results(): Generator<ValidationResult> {
      for (const [strategy, candidates, valid] of published) {
        for (let index = 0; index < candidates; index += 1) {
          yield resultOf(strategy, index < valid ? 'valid' : 'no-test-broken');
        }
      }
    }
    const summary = await summarizeDataset(results(), []);
    const percent = (share: number | undefined): number => Number(((share ?? 0) * 100).toFixed(2));
    expect(
      summary.groups.map(({ group, candidates, valid, yield: share }) => [
        group,
        candidates,
        valid,
        percent(share),
      ]),
    ).toEqual(published.toSorted(([first], [second]) => (first < second ? -1 : 1)));
    // The paper's sums hold: 100074 candidates, 50137 instances, 50.1%.
    expect(summary.total).toMatchObject({ candidates: 100_074, valid: 50_137 });
    expect(percent(summary.total.yield)).toBe(50.1);
    const families = await summarizeDataset(results(), [], { groupBy: 'family' });
    // So do those of its Table 1.
    expect(families.groups.map(({ group, valid }) => [group, valid])).toEqual([
      ['combine', 10_092],
      ['lm_modify', 17_887],
      ['lm_rewrite', 4173],
      ['pr_mirror', 2344],
      ['procedural', 15_641],
    ]);
  });

  it('counts every status, names pull requests as instances do, and adds up costs', async () => {
    const { groups, total } = await summarizeDataset(
      [
        resultOf('lm_modify', 'valid', { costUsd: 0.25 }),
        resultOf('lm_modify', 'duplicate', { costUsd: 0.5 }),
        resultOf('lm_modify', 'timed-out', { costUsd: 0 }),
        resultOf('pr_mirror', 'valid', { costUsd: undefined, metadata: { pull_number: 7 } }),
        resultOf('pr_mirror', 'errored', { costUsd: 1 }),
      ],
      [instanceOf(`${mirrorName}.pr_7`)],
    );
    expect(groups.map(({ group }) => group)).toEqual(['lm_modify', 'pr_mirror']);
    expect(groups[0]).toMatchObject({
      candidates: 3,
      byStatus: { valid: 1, duplicate: 1, 'timed-out': 1 },
      costUsd: 0.75,
      costPerCandidateUsd: 0.25,
      costUnknown: 0,
      instances: 0,
      failToPass: undefined,
    });
    expect(groups[1]).toMatchObject({
      costUsd: undefined,
      costPerCandidateUsd: undefined,
      costUnknown: 1,
      instances: 1,
    });
    expect(total).toMatchObject({ candidates: 5, valid: 2, yield: 0.4, costUsd: undefined, costUnknown: 1 });
  });

  it('is no error for nothing at all', async () => {
    const summary = await summarizeDataset([], []);
    expect(summary.total).toMatchObject({ candidates: 0, yield: undefined, costUsd: 0, lines: undefined });
    expect(summary.bugCoverage).toEqual({ tests: 0, brokenTests: 0, bugCoverage: undefined });
    expect(toMarkdown(toYieldTable(summary))).toContain('| All ');
  });

  it('gives medians and quartiles of sizes, and functions where the code is known', async () => {
    const tests = (count: number): string[] => Array.from({ length: count }, (_, index) => `t.py::t${index}`);
    const instances = [
      instance('func_pm_op_swap__aaaa0001', one, { FAIL_TO_PASS: tests(1) }),
      instance('func_pm_op_swap__aaaa0002', both, { FAIL_TO_PASS: tests(3) }),
      instance('func_pm_op_swap__aaaa0003', one, { FAIL_TO_PASS: tests(10) }),
      instance('func_pm_op_swap__aaaa0004', {}, { FAIL_TO_PASS: tests(4), patch: 'none' }),
    ];
    const { total, ...summary } = await summarizeDataset([], instances, { repositories: repository });
    expect(total).toMatchObject({
      instances: 4,
      repositories: 1,
      failToPass: { q1: 2.5, median: 3.5, q3: 5.5 },
      lines: { q1: 2, median: 2, q3: 4 },
      functions: { q1: 1, median: 1, q3: 2 },
      files: { q1: 1, median: 1, q3: 1.5 },
      repeatedPatches: 1,
    });
    expect(summary).toMatchObject({ unreadablePatches: 1, functionsUnknown: 1, repeatedIds: 0 });
    const without = await summarizeDataset([], instances);
    expect(without.total.functions).toBeUndefined();
    expect(without.functionsUnknown).toBe(4);
  });

  it('counts an id once, and the same patch in another repository as another', async () => {
    const first = instance('pr_1', one);
    const elsewhere = instanceOf('other__name.1a2b3c4d.pr_1', { patch: first.patch });
    const summary = await summarizeDataset([], [first, first, elsewhere, instance('pr_2', one)]);
    expect(summary).toMatchObject({
      repeatedIds: 1,
      total: { instances: 3, repositories: 2, repeatedPatches: 1 },
    });
  });

  it('gives the share of each suite that some instance breaks', async () => {
    const lists = (failToPass: string[], passToPass: string[]) => ({
      FAIL_TO_PASS: failToPass,
      PASS_TO_PASS: passToPass,
    });
    const instances = [
      instance('pr_1', one, lists(['a', 'b'], ['c', 'd'])),
      instance('pr_2', one, lists(['b', 'c'], ['a', 'd'])),
      instanceOf('other__name.1a2b3c4d.pr_1', lists(['a'], ['b'])),
      instanceOf('django__django-1', { ...lists(['a'], []), repo: 'django/django' }),
    ];
    const summary = await summarizeDataset([], instances);
    expect(summary.repositories).toEqual([
      { repository: 'django/django', instances: 1, tests: 1, brokenTests: 1, bugCoverage: 1 },
      { repository: 'other__name.1a2b3c4d', instances: 1, tests: 2, brokenTests: 1, bugCoverage: 0.5 },
      { repository: mirrorName, instances: 2, tests: 4, brokenTests: 3, bugCoverage: 0.75 },
    ]);
    expect(summary.bugCoverage).toEqual({ tests: 7, brokenTests: 5, bugCoverage: 5 / 7 });
  });

  it('gives the bug coverage the paper reports for flask from its counts', async () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `t::${index}`);
    const all = names(474);
    const flask = [
      instanceOf('pallets__flask.bc098406.pr_1', {
        FAIL_TO_PASS: all.slice(0, 422),
        PASS_TO_PASS: all.slice(422),
      }),
    ];
    const { bugCoverage } = (await summarizeDataset([], flask)).bugCoverage;
    expect(((bugCoverage ?? 0) * 100).toFixed(2)).toBe('89.03');
  });

  it('stops at an abort', async () => {
    const stop = new AbortController();
    function* results(): Generator<ValidationResult> {
      yield resultOf('lm_modify', 'valid');
      stop.abort(new Error('enough'));
      yield resultOf('lm_modify', 'valid');
    }
    await expect(summarizeDataset(results(), [], { abortSignal: stop.signal })).rejects.toThrow('enough');
  });

  it('becomes tables', async () => {
    const summary = await summarizeDataset(
      [
        resultOf('lm_modify', 'valid', { costUsd: 0.0038 }),
        resultOf('lm_modify', 'no-test-broken', { costUsd: 0.0038 }),
      ],
      [
        instance('lm_modify__abcd1234', one, { FAIL_TO_PASS: ['a'], PASS_TO_PASS: ['b'] }),
        instance('combine_file__abcd1234', both, { FAIL_TO_PASS: ['a', 'c'], PASS_TO_PASS: [] }),
      ],
      { repositories: [repository], groupBy: 'family' },
    );
    expect(toMarkdown(toYieldTable(summary))).toBe(`\
| Strategy  | Repositories | Candidates | Valid |  Yield | Duplicates |    Cost | Cost per candidate |
| --------- | -----------: | ---------: | ----: | -----: | ---------: | ------: | -----------------: |
| combine   |            1 |          0 |     0 |      - |          0 | $0.0000 |                  - |
| lm_modify |            1 |          2 |     1 | 50.00% |          0 | $0.0076 |            $0.0038 |
| All       |            1 |          2 |     1 | 50.00% |          0 | $0.0076 |            $0.0038 |
`);
    expect(toMarkdown(toSizeTable(summary))).toBe(`\
| Strategy  | Instances |             F2P |   Lines |   Functions |           Files | Repeated patches |
| --------- | --------: | --------------: | ------: | ----------: | --------------: | ---------------: |
| combine   |         1 |         2 (2-2) | 6 (6-6) |     3 (3-3) |         2 (2-2) |                0 |
| lm_modify |         1 |         1 (1-1) | 2 (2-2) |     1 (1-1) |         1 (1-1) |                0 |
| All       |         2 | 1.5 (1.25-1.75) | 4 (3-5) | 2 (1.5-2.5) | 1.5 (1.25-1.75) |                0 |
`);
    expect(toCsv(toSizeTable(summary)).split('\n')[0]).toBe(
      'Strategy,Instances,F2P median,F2P q1,F2P q3,Lines median,Lines q1,Lines q3,' +
        'Functions median,Functions q1,Functions q3,Files median,Files q1,Files q3,Repeated patches',
    );
    expect(toCsv(toSizeTable(summary)).split('\n')[3]).toBe(
      'All,2,1.5,1.25,1.75,4,3,5,2,1.5,2.5,1.5,1.25,1.75,0',
    );
    expect(toCsv(toBugCoverageTable(summary))).toBe(`\
Repository,Instances,Tests,Broken,Bug coverage
${mirrorName},2,3,2,0.6666666666666666
All,2,3,2,0.6666666666666666
`);
  });
});
