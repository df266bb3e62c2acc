import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DataFormatError,
  type DifficultyAnnotation,
  type DifficultyTrainingOptions,
  difficultyTrainingRows,
  type FixTime,
  fixTimes,
  InvalidArgumentError,
  readDifficultyAnnotations,
  type TaskInstance,
} from 'bugsmith';

import { createDirectory } from '../providers/support.ts';
import { collect, patchOf } from './support.ts';

/** A row of SWE-bench: its patch is the fix. */
function row(id: string, facts: Partial<TaskInstance> = {}): TaskInstance {
  return {
    instance_id: id,
    repo: 'django/django',
    patch: patchOf('a.py', 'wrong', 'right'),
    FAIL_TO_PASS: [],
    PASS_TO_PASS: [],
    problem_statement: `Statement of ${id}.`,
    ...facts,
  };
}

function annotations(times: Readonly<Record<string, readonly string[]>>): DifficultyAnnotation[] {
  return Object.entries(times).flatMap(([instanceId, all]) =>
    all.map((written) => ({ instanceId, written, fixTime: fixTimes.find((time) => time === written) })),
  );
}

async function labelOf(
  times: readonly FixTime[],
  options: Partial<DifficultyTrainingOptions> = {},
): Promise<unknown> {
  const { train } = await difficultyTrainingRows(annotations({ a: times }), {
    instances: [row('a')],
    testShare: 0,
    ...options,
  });
  return train[0]?.messages.at(-1)?.content;
}

const [a, b, c, d] = ['<15 min fix', '15 min - 1 hour', '1-4 hours', '>4 hours'] as const;

describe('readDifficultyAnnotations', () => {
  const header =
    'instance_id,underspecified,underspecified_notes,false_negative,false_negative_notes,other_major_issues,other_notes,difficulty,filter_out';

  it('reads the CSV of SWE-bench Verified: notes with line breaks, commas and quotes, and a byte order mark', async () => {
    const path = join(await createDirectory(), 'ensembled_annotations_public.csv');
    await writeFile(
      path,
      `\ufeff${header}\r\ndjango__django-1,1,"It says ""maybe"",\r\nand more",0,,0,,15 min - 1 hour,False\r\n` +
        'sympy__sympy-2,0,,0,"a, b",0,,>4 hours,True\r\nsympy__sympy-3,0,,0,,0,,?,True\r\n',
    );
    expect(await collect(readDifficultyAnnotations(path))).toEqual([
      { instanceId: 'django__django-1', fixTime: b, written: b },
      { instanceId: 'sympy__sympy-2', fixTime: d, written: d },
      { instanceId: 'sympy__sympy-3', fixTime: undefined, written: '?' },
    ]);
  });

  it('reads JSON, a line or a list', async () => {
    const directory = await createDirectory();
    const rows = [
      { instance_id: 'x', difficulty: a },
      { instance_id: 'x', difficulty: null, annotator: 3 },
    ];
    await writeFile(join(directory, 'a.jsonl'), rows.map((one) => JSON.stringify(one)).join('\n'));
    await writeFile(join(directory, 'a.json'), JSON.stringify(rows));
    const expected = [
      { instanceId: 'x', fixTime: a, written: a },
      { instanceId: 'x', fixTime: undefined, written: '' },
    ];
    expect(await collect(readDifficultyAnnotations(join(directory, 'a.jsonl')))).toEqual(expected);
    expect(await collect(readDifficultyAnnotations(join(directory, 'a.json')))).toEqual(expected);
  });

  it.each([
    ['a quote that never ends', 'instance_id,difficulty\nx,"<15 min fix\n'],
    ['a row with more cells than the header', 'instance_id,difficulty\nx,<15 min fix,1\n'],
    ['no column of difficulties', 'instance_id,level\nx,1\n'],
  ])('refuses %s', async (_, text) => {
    const path = join(await createDirectory(), 'a.csv');
    await writeFile(path, text);
    await expect(collect(readDifficultyAnnotations(path))).rejects.toSatisfy(
      (error) => DataFormatError.isInstance(error) && error.file === path,
    );
  });

  it('refuses a file that is not there', async () => {
    const path = join(await createDirectory(), 'none.csv');
    await expect(collect(readDifficultyAnnotations(path))).rejects.toSatisfy((error) =>
      DataFormatError.isInstance(error),
    );
  });
});

describe('difficultyTrainingRows', () => {
  it('shows statement and fix, and answers with the label', async () => {
    const { train } = await difficultyTrainingRows(annotations({ x: [b] }), {
      instances: [row('x')],
      testShare: 0,
    });
    const [system, user, assistant] = train[0]?.messages ?? [];
    expect([system?.role, user?.role]).toEqual(['system', 'user']);
    expect(user?.content).toContain('Statement of x.');
    expect(user?.content).toContain('-wrong\n+right\n');
    expect(assistant).toEqual({ role: 'assistant', content: b });
  });

  it('shows the reverse where the patch adds the bug, and asks in the caller’s words', async () => {
    const { train } = await difficultyTrainingRows(annotations({ x: [b] }), {
      instances: [row('x')],
      testShare: 0,
      patchDirection: 'adds-bug',
      prompt: ({ solutionPatch, problemStatement }) => [
        { role: 'user', content: `${problemStatement ?? ''}|${solutionPatch}` },
      ],
    });
    expect(train[0]?.messages).toHaveLength(2);
    expect(train[0]?.messages[0]?.content).toMatch(/^Statement of x\.\|diff [^]*\n-right\n\+wrong\n$/);
  });

  it.each([
    [[a, a, c], a, a],
    [[c, a, a], a, a],
    [[a, b, c], b, b],
    [[a, c, c], c, c],
    [[a, b], a, a],
    // Two of five are no majority: the one in the middle.
    [[a, a, b, c, d], b, b],
    [[a, b, c, c], b, b],
    [[d, d, a], c, c],
    [[d], c, c],
  ] as const)('makes one label of %j', async (times, majority, median) => {
    expect(await labelOf(times, { ensemble: 'majority' })).toBe(majority);
    expect(await labelOf(times, { ensemble: 'median' })).toBe(median);
  });

  it('makes the two longest times one after the annotators are, unless told to keep them apart', async () => {
    // Merged before, `1-4 hours` would have the majority.
    expect(await labelOf([a, a, c, d])).toBe(a);
    expect(await labelOf([d, d, a], { keepLongest: true })).toBe(d);
  });

  it('tells what it dropped, and why', async () => {
    const data = await difficultyTrainingRows(
      annotations({ gone: [a], unread: ['?', ''], bare: [b], broken: [b], good: [c, '?'] }),
      {
        instances: [
          row('unread'),
          row('bare', { problem_statement: '' }),
          row('broken', { patch: ' ' }),
          row('good'),
          row('good'),
          row('nobody'),
        ],
        testShare: 0,
      },
    );
    expect(data.train).toHaveLength(1);
    expect(data.dropped).toEqual([
      { instanceId: 'gone', reason: 'no-instance' },
      { instanceId: 'unread', reason: 'no-label' },
      { instanceId: 'bare', reason: 'no-problem-statement' },
      { instanceId: 'broken', reason: 'unreadable-patch' },
    ]);
    expect(data).toMatchObject({ unreadAnnotations: 3, unannotated: 1 });
    expect(data.labels[c]).toEqual({ train: 1, test: 0 });
  });

  it('splits SWE-bench Verified’s 1699 instances 80 to 20 with the same shares of labels', async () => {
    const counts = { [a]: 417, [b]: 906, [c]: 329, [d]: 47 };
    const times = Object.entries(counts).flatMap(([time, count]) =>
      Array.from({ length: count }, (_, index) => [`${time}-${index}`, [time]] as const),
    );
    const data = await difficultyTrainingRows(annotations(Object.fromEntries(times)), {
      instances: times.map(([id]) => row(id)),
    });
    expect([data.train.length, data.test.length]).toEqual([1359, 340]);
    expect(data.labels).toEqual({
      [a]: { train: 333, test: 84 },
      [b]: { train: 725, test: 181 },
      [c]: { train: 301, test: 75 },
      [d]: { train: 0, test: 0 },
    });
  });

  it('draws by the seed, whatever the order, and loses no row', async () => {
    const rows = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom(...fixTimes)), {
      selector: ([id]) => id,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (all, seed, testShare) => {
          const make = async (ordered: typeof all) =>
            difficultyTrainingRows(
              annotations(Object.fromEntries(ordered.map(([id, time]) => [id, [time]]))),
              {
                instances: ordered.map(([id]) => row(id)),
                seed,
                testShare,
              },
            );
          const [one, other] = [await make(all), await make(all.toReversed())];
          const texts = (part: typeof one.train): string[] => part.map((item) => JSON.stringify(item)).sort();
          expect(texts(one.test)).toEqual(texts(other.test));
          expect(texts(one.train)).toEqual(texts(other.train));
          expect(one.train.length + one.test.length).toBe(all.length);
          expect(one.test).toHaveLength(Math.round(all.length * testShare));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws others for another seed', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `i${index}`);
    const testOf = async (seed: number) =>
      (
        await difficultyTrainingRows(annotations(Object.fromEntries(ids.map((id) => [id, [a]]))), {
          instances: ids.map((id) => row(id)),
          seed,
        })
      ).test;
    expect(await testOf(1)).toEqual(await testOf(1));
    expect(await testOf(1)).not.toEqual(await testOf(2));
  });

  it('refuses shares and seeds that cannot be', async () => {
    for (const options of [{ testShare: 1.5 }, { testShare: -0.1 }, { seed: 0.5 }]) {
      await expect(difficultyTrainingRows([], { instances: [], ...options })).rejects.toSatisfy((error) =>
        InvalidArgumentError.isInstance(error),
      );
    }
  });
});
