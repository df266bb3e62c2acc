import { describe, expect, it } from 'vitest';
import {
  type DifficultyVerdict,
  estimateDifficulty,
  InvalidArgumentError,
  parseDifficulty,
  summarizeDifficulty,
  toCsv,
  toDifficultyTable,
  toMarkdown,
} from 'bugsmith';

import { instanceOf } from './support.ts';

function verdict(instanceId: string, answer: string): DifficultyVerdict {
  return { instanceId, ...parseDifficulty(answer) };
}

function* repeat(count: number, answer: string): Generator<DifficultyVerdict> {
  for (let index = 0; index < count; index += 1) yield verdict(`${answer}-${index}`, answer);
}

/** Datasets as SWE-smith's documentation lists them: instances, score, easy, medium, hard. */
const published: readonly (readonly [string, number, number, number, number, number])[] = [
  ['SWE-bench', 2294, 5.014, 438, 1408, 446],
  ['SWE-bench Lite', 300, 3.893, 93, 197, 10],
  ['SWE-bench Verified', 500, 3.96, 173, 284, 43],
  ['SWE-bench Multimodal', 510, 6.036, 55, 265, 186],
  ['SWE-gym', 2438, 5.625, 288, 1456, 664],
  ['SWE-gym Lite', 230, 3.89, 67, 156, 4],
  ['SWE-smith (LM Modify)', 1000, 3.304, 441, 542, 17],
  ['SWE-smith (LM Rewrite)', 1000, 5.272, 68, 796, 136],
  ['SWE-smith (Procedural)', 1000, 3.596, 374, 603, 23],
  ['SWE-smith (PR Mirror)', 1000, 4.876, 206, 619, 175],
  ['SWE-smith (Combine)', 1000, 5.72, 52, 716, 232],
];
/** Where the published counts are fewer than the published instances, and by how many. */
const missing: Readonly<Record<string, number>> = {
  'SWE-bench': 2,
  'SWE-bench Multimodal': 4,
  'SWE-gym': 30,
  'SWE-gym Lite': 3,
};

describe('summarizeDifficulty', () => {
  it.each(published)(
    'gives the published score of %s from its counts',
    async (name, instances, score, easy, medium, hard) => {
      const unrated = missing[name] ?? 0;
      const ratings = [
        ...repeat(easy, 'easy'),
        ...repeat(medium, 'medium'),
        ...repeat(hard, 'hard'),
        ...repeat(unrated, 'error'),
      ];
      const { total } = await summarizeDifficulty(ratings);
      expect(Number(total.score?.toFixed(3))).toBe(score);
      // The scores are right; four rows have more instances than labels, which are those that could not be rated.
      expect(total).toMatchObject({ instances, rated: instances - unrated, unrated, easy, medium, hard });
    },
  );

  it('groups by strategy, by family, and as a function says', async () => {
    const ratings = [
      verdict('owner__name.1a2b3c4d.func_pm_op_swap__abcd1234', 'easy'),
      verdict('owner__name.1a2b3c4d.func_pm_ctrl_shuffle__abcd1234', 'hard'),
      verdict('owner__name.1a2b3c4d.pr_12', 'medium'),
      verdict('owner__name.1a2b3c4d.combine_file__abcd1234', '>4 hours'),
      verdict('owner__name.1a2b3c4d.func_fun__abcd1234', 'easy'),
      verdict('owner__name.1a2b3c4d.my_own__abcd1234', 'nothing'),
      verdict('django__django-123', 'medium'),
    ];
    const names = async (groupBy: Parameters<typeof summarizeDifficulty>[1]): Promise<unknown> =>
      (await summarizeDifficulty(ratings, groupBy)).groups.map(({ group, score }) => [group, score]);
    expect(await names({})).toEqual([
      ['(none)', 5],
      ['combine_file', 9],
      ['func_fun', 1],
      ['func_pm_ctrl_shuffle', 9],
      ['func_pm_op_swap', 1],
      ['my_own', undefined],
      ['pr_mirror', 5],
    ]);
    expect(await names({ groupBy: 'family' })).toEqual([
      ['(none)', 5],
      ['combine', 9],
      ['lm_modify', 1],
      ['my_own', undefined],
      ['pr_mirror', 5],
      ['procedural', 5],
    ]);
    expect(await names({ groupBy: (strategy) => (strategy.length > 8 ? 'long' : 'short') })).toEqual([
      ['long', 6],
      ['short', 3],
    ]);
  });

  it('is no error for no ratings at all, and none that rates', async () => {
    expect((await summarizeDifficulty([])).total).toEqual({
      instances: 0,
      rated: 0,
      unrated: 0,
      easy: 0,
      medium: 0,
      hard: 0,
      score: undefined,
    });
    expect((await summarizeDifficulty([verdict('a', 'error')])).total).toMatchObject({
      unrated: 1,
      score: undefined,
    });
  });

  it('counts the instances of a dataset, also those nobody rated, and no others', async () => {
    const instances = ['a', 'b', 'c'].map((id) => instanceOf(id));
    const ids = instances.map(({ instance_id: id }) => id);
    const ratings = [
      verdict(ids[0] ?? '', 'easy'),
      verdict('elsewhere', 'hard'),
      verdict(ids[0] ?? '', 'hard'),
      verdict(ids[2] ?? '', 'hm'),
    ];
    const summary = await summarizeDifficulty(ratings, { instances });
    expect(summary.total).toMatchObject({ instances: 3, rated: 1, unrated: 2, easy: 1, hard: 0, score: 1 });
    expect(summary.ignored).toBe(2);
  });

  it('takes no estimate for a rating', async () => {
    const estimate = await estimateDifficulty(instanceOf('a'));
    const summarize = summarizeDifficulty([estimate as unknown as DifficultyVerdict]);
    await expect(summarize).rejects.toSatisfy((error) => InvalidArgumentError.isInstance(error));
  });

  it('becomes a table', async () => {
    const summary = await summarizeDifficulty([
      verdict('o__n.1a2b3c4d.pr_1', 'easy'),
      verdict('o__n.1a2b3c4d.pr_2', 'medium'),
      verdict('o__n.1a2b3c4d.lm_modify__abcd1234', 'hm'),
    ]);
    expect(toMarkdown(toDifficultyTable(summary))).toBe(`\
| Strategy  | Instances | Score | Easy | Medium | Hard | Unrated |
| --------- | --------: | ----: | ---: | -----: | ---: | ------: |
| lm_modify |         1 |     - |    0 |      0 |    0 |       1 |
| pr_mirror |         2 | 3.000 |    1 |      1 |    0 |       0 |
| All       |         3 | 3.000 |    1 |      1 |    0 |       1 |
`);
    expect(toCsv(toDifficultyTable(summary))).toBe(`\
Strategy,Instances,Score,Easy,Medium,Hard,Unrated
lm_modify,1,,0,0,0,1
pr_mirror,2,3,1,1,0,0
All,3,3,1,1,0,1
`);
  });
});
