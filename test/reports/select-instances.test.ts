import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DifficultyVerdict,
  InvalidArgumentError,
  parseDifficulty,
  selectInstances,
  type SelectInstancesOptions,
  swebenchRepositories,
  type TaskInstance,
} from 'bugsmith';

import { instanceOf } from '../difficulty/support.ts';

const tests = (count: number): string[] => Array.from({ length: count }, (_, index) => `t.py::t${index}`);

/** Instances of a strategy, in a repository. */
function many(count: number, strategy: string, repository = 'owner__name.1a2b3c4d'): TaskInstance[] {
  return Array.from({ length: count }, (_, index) =>
    instanceOf(`${repository}.${strategy}__${String(index).padStart(8, '0')}`, {
      repo: `swesmith/${repository}`,
    }),
  );
}

async function idsOf(instances: readonly TaskInstance[], options: SelectInstancesOptions): Promise<string[]> {
  return (await selectInstances(instances, options)).instances.map(({ instance_id: id }) => id);
}

describe('selectInstances', () => {
  it('takes everything when nothing is asked, in the order given', async () => {
    const instances = [...many(3, 'lm_modify'), ...many(2, 'func_pm_op_swap')];
    expect(await selectInstances(instances)).toEqual({ instances, total: 5, leftOut: {} });
  });

  it('makes the subset of SWE-smith’s guide: pull requests that break two to five tests', async () => {
    const instances = [1, 2, 5, 6].flatMap((count) => [
      instanceOf(`owner__name.1a2b3c4d.pr_${count}`, { FAIL_TO_PASS: tests(count) }),
      instanceOf(`owner__name.1a2b3c4d.lm_modify__abcd000${count}`, { FAIL_TO_PASS: tests(count) }),
    ]);
    for (const name of ['pr', 'pr_mirror']) {
      const { leftOut, ...selection } = await selectInstances(instances, {
        strategies: [name],
        failToPass: { min: 2, max: 5 },
      });
      expect(selection.instances.map(({ instance_id: id }) => id.slice(-4))).toEqual(['pr_2', 'pr_5']);
      expect(leftOut).toEqual({ 'other-strategy': 4, 'fail-to-pass': 2 });
    }
  });

  it.each([
    [['func_pm_op_swap'], ['func_pm_op_swap']],
    [['func_pm_*'], ['func_pm_op_swap', 'func_pm_remove_loop']],
    [['procedural'], ['func_pm_op_swap', 'func_pm_remove_loop']],
    [
      ['combine', 'lm_rewrite'],
      ['combine_file', 'lm_rewrite'],
    ],
    [['my-own(1)'], []],
    [[], []],
  ])('knows strategies by name, family and pattern: %j', async (strategies, expected) => {
    const names = ['combine_file', 'func_pm_op_swap', 'func_pm_remove_loop', 'lm_rewrite'];
    const ids = await idsOf(
      names.flatMap((name) => many(1, name)),
      { strategies },
    );
    expect(ids.map((id) => /\.([a-z_]+?)__\d+$/.exec(id)?.[1])).toEqual(expected);
  });

  it('keeps repositories of evaluation sets out, whatever form their names have', async () => {
    const forms = [
      instanceOf('Django__Django.1a2b3c4d.pr_1', { repo: 'swesmith/Django__Django.1a2b3c4d' }),
      instanceOf('pallets__flask.1a2b3c4d.lm_modify__abcd1234', { repo: '' }),
      instanceOf('django__django-11099', { repo: 'django/django' }),
      instanceOf('mirror.1a2b3c4d.pr_1', { repo: 'https://github.com/sympy/sympy.git' }),
      instanceOf('mirror.1a2b3c4d.pr_2', { repo: 'git@github.com:psf/requests.git' }),
      // A checkout without a remote has no owner.
      instanceOf('xarray.1a2b3c4d.pr_1', { repo: 'swesmith/xarray.1a2b3c4d' }),
    ];
    const others = [
      instanceOf('django__channels.1a2b3c4d.pr_1', { repo: 'swesmith/django__channels.1a2b3c4d' }),
      instanceOf('someone__requests.1a2b3c4d.pr_1', { repo: 'swesmith/someone__requests.1a2b3c4d' }),
      instanceOf('sphinx-doc__sphinx-intl.1a2b3c4d.pr_1', {
        repo: 'swesmith/sphinx-doc__sphinx-intl.1a2b3c4d',
      }),
    ];
    const selection = await selectInstances([...forms, ...others], {
      excludeRepositories: swebenchRepositories,
    });
    expect(selection.instances).toEqual(others);
    expect(selection.leftOut).toEqual({ 'excluded-repository': 6 });
  });

  it('knows the twelve repositories', () => {
    expect(new Set(swebenchRepositories).size).toBe(12);
    for (const name of swebenchRepositories) expect(name).toMatch(/^[\w-]+\/[\w-]+$/);
  });

  it('takes only the repositories asked for', async () => {
    const instances = [...many(2, 'lm_modify', 'a__b.1a2b3c4d'), ...many(1, 'lm_modify', 'c__d.e.1a2b3c4d')];
    for (const name of ['c/d.e', 'C__D.E', 'c__d.e.1a2b3c4d', 'swesmith/c__d.e.1a2b3c4d']) {
      const selection = await selectInstances(instances, { onlyRepositories: [name] });
      expect(selection.instances).toEqual(instances.slice(2));
      expect(selection.leftOut).toEqual({ 'other-repository': 2 });
    }
  });

  it('takes by size of the patch and by statement', async () => {
    const [plain, noStatement, unreadable, repeated] = [
      instanceOf('a'),
      instanceOf('b', { problem_statement: ' ' }),
      instanceOf('c', { patch: 'none' }),
      instanceOf('a'),
    ];
    const all = [plain, noStatement, unreadable, repeated];
    expect(await selectInstances(all, { lines: { min: 2 }, files: { max: 1 }, withStatement: true })).toEqual(
      {
        instances: [plain],
        total: 4,
        leftOut: { 'no-problem-statement': 1, 'unreadable-patch': 1, 'repeated-id': 1 },
      },
    );
    expect((await selectInstances(all, { lines: { max: 1 } })).leftOut).toMatchObject({ lines: 2 });
    expect((await selectInstances(all, { files: { min: 2 } })).leftOut).toMatchObject({ files: 2 });
  });

  it('makes sets of a difficulty, as the paper does', async () => {
    const instances = many(40, 'lm_modify');
    const answers = ['easy', 'medium', 'hard', 'no idea'];
    const ratings = instances.map(({ instance_id: instanceId }, index): DifficultyVerdict => ({
      instanceId,
      ...parseDifficulty(answers[index % 4] ?? ''),
    }));
    const labelOf = new Map(
      ratings.map((one) => [one.instanceId, one.status === 'rated' ? one.label : undefined]),
    );
    const { instances: taken, leftOut } = await selectInstances(instances, {
      ratings,
      maxPerLabel: { easy: 6, medium: 2, hard: 0 },
    });
    const labels = taken.map(({ instance_id: id }) => labelOf.get(id));
    expect(labels.filter((label) => label === 'easy')).toHaveLength(6);
    expect(labels.filter((label) => label === 'medium')).toHaveLength(2);
    expect(labels).toHaveLength(8);
    expect(leftOut).toEqual({ unrated: 10, 'label-full': 22 });
    const hard = await selectInstances(instances, { ratings, labels: ['hard'] });
    expect(hard.instances).toHaveLength(10);
    expect(hard.leftOut).toEqual({ unrated: 10, 'other-label': 20 });
  });

  it('holds quotas of strategies and repositories, and draws no more than the size', async () => {
    const instances = [
      ...many(30, 'lm_modify', 'a__b.1a2b3c4d'),
      ...many(30, 'lm_rewrite', 'a__b.1a2b3c4d'),
      ...many(30, 'lm_modify', 'c__d.1a2b3c4d'),
    ];
    const selection = await selectInstances(instances, {
      size: 20,
      maxPerStrategy: { lm_rewrite: 3 },
      maxPerRepository: 12,
    });
    const ids = selection.instances.map(({ instance_id: id }) => id);
    expect(ids).toHaveLength(20);
    expect(ids.filter((id) => id.startsWith('a__b.')).length).toBeLessThanOrEqual(12);
    expect(ids.filter((id) => id.includes('lm_rewrite')).length).toBeLessThanOrEqual(3);
    expect(Object.values(selection.leftOut).reduce((sum, count) => sum + count, 0)).toBe(70);
    // Families and repositories can be named in any of their forms.
    const procedural = [
      ...many(9, 'func_pm_op_swap'),
      ...many(9, 'func_pm_remove_loop'),
      ...many(9, 'lm_modify'),
    ];
    expect(await idsOf(procedural, { maxPerStrategy: { procedural: 4, func_pm_op_swap: 1 } })).toHaveLength(
      13,
    );
    expect(
      await idsOf(instances, { maxPerRepository: { 'A/B': 5, 'swesmith/c__d.1a2b3c4d': 1 } }),
    ).toHaveLength(6);
    // A quota that is too narrow for the size gives fewer.
    expect(await idsOf(instances, { size: 20, maxPerRepository: 4 })).toHaveLength(8);
  });

  it('draws the same whatever the order, others for another seed, and an order of its own', async () => {
    const instances = [
      ...many(25, 'lm_modify', 'a__b.1a2b3c4d'),
      ...many(25, 'func_pm_op_swap', 'c__d.1a2b3c4d'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(instances, { minLength: instances.length }),
        fc.record({
          seed: fc.integer(),
          size: fc.nat({ max: 60 }),
          maxPerStrategy: fc.nat({ max: 30 }),
          maxPerRepository: fc.nat({ max: 30 }),
        }),
        async (shuffled, options) => {
          const ids = await idsOf(shuffled, options);
          expect(ids.toSorted()).toEqual((await idsOf(instances, options)).sort());
          const places = ids.map((id) => shuffled.findIndex(({ instance_id: other }) => other === id));
          expect(places).toEqual(places.toSorted((one, other) => one - other));
          expect(ids.length).toBe(
            Math.min(options.size, 2 * Math.min(25, options.maxPerStrategy, options.maxPerRepository)),
          );
        },
      ),
      { numRuns: 40 },
    );
    expect(await idsOf(instances, { size: 10, seed: 1 })).not.toEqual(
      await idsOf(instances, { size: 10, seed: 2 }),
    );
    // What a smaller draw takes, a larger one takes too.
    expect(await idsOf(instances, { size: 20 })).toEqual(
      expect.arrayContaining(await idsOf(instances, { size: 10 })),
    );
  });

  it('stops at an abort, and refuses options that cannot be', async () => {
    const abortSignal = AbortSignal.abort(new Error('enough'));
    await expect(selectInstances(many(1, 'lm_modify'), { abortSignal })).rejects.toThrow('enough');
    const wrong: SelectInstancesOptions[] = [
      { size: -1 },
      { size: 1.5 },
      { seed: 0.1 },
      { failToPass: { min: 3, max: 2 } },
      { lines: { min: Number.NaN } },
      { maxPerStrategy: -1 },
      { maxPerLabel: { easy: Number.NaN }, ratings: [] },
      { labels: ['easy'] },
      { maxPerLabel: 3 },
    ];
    for (const options of wrong) {
      await expect(selectInstances([], options)).rejects.toSatisfy((error) =>
        InvalidArgumentError.isInstance(error),
      );
    }
  });
});
