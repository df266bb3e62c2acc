import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DataFormatError,
  InvalidArgumentError,
  type IssueLayout,
  type IssueResult,
  readInstances,
  readIssueLayout,
  writeIssueLayout,
  type WriteIssueLayoutOptions,
} from 'bugsmith';

import { readTree, withDirectory } from '../instances/support.ts';
import { instanceOf, instancesOf } from './support.ts';

type Written = Extract<IssueResult, { status: 'written' }>;

function result(facts: Partial<Written> = {}): Written {
  return {
    status: 'written',
    instance: instanceOf(),
    writer: 'lm',
    statement: 0,
    attempts: 1,
    costUsd: 0.25,
    text: 'Discounts “go up”\n\n300.0',
    leaks: [],
    messages: [
      { role: 'system', content: 'Write.' },
      { role: 'user', content: 'ä 😀' },
    ],
    shortened: [],
    facts: {},
    ...facts,
  };
}

const write = (
  directory: string,
  results: readonly IssueResult[],
  options: Partial<WriteIssueLayoutOptions> = {},
): Promise<IssueLayout> =>
  writeIssueLayout(results, { directory, dataset: join(directory, 'logs/task_insts/shop.json'), ...options });

const id = instanceOf().instance_id;

describe('the layout of SWE-smith', () => {
  it('has generated statements in two files of a folder of the experiment, with what was asked', () =>
    withDirectory(async (directory) => {
      const layout = await write(directory, [result()], { experimentId: 'first', config: 'ig_v2' });
      const files = await readTree(directory);
      const folder = `logs/issue_gen/first/owner__shop.1a2b3c4d/${id}`;
      expect(Object.keys(files)).toEqual([
        `${folder}/messages.json`,
        `${folder}/metadata.json`,
        'logs/task_insts/first/shop__ig_v2_n1.json',
        'logs/task_insts/first/shop__ig_v2_n1.jsonl',
      ]);
      expect(files[`${folder}/messages.json`]).toBe(
        String.raw`[
    {
        "content": "Write.",
        "role": "system"
    },
    {
        "content": "\u00e4 \ud83d\ude00",
        "role": "user"
    }
]`,
      );
      expect(files[`${folder}/metadata.json`]).toBe(
        String.raw`{
    "responses": {
        "problem_statement": "Discounts \u201cgo up\u201d\n\n300.0"
    },
    "cost": 0.25
}`,
      );
      const rows = files['logs/task_insts/first/shop__ig_v2_n1.jsonl'] ?? '';
      expect(rows).toMatch(
        /^\{"instance_id": "owner__shop[^\n]*"problem_statement": "Discounts \\u201cgo[^\n]*\}\n$/,
      );
      expect(files['logs/task_insts/first/shop__ig_v2_n1.json']).toMatch(/^\[\n {4}\{\n {8}"instance_id": /);
      expect(layout).toEqual({
        datasets: ['jsonl', 'json'].map((ending) =>
          join(directory, `logs/task_insts/first/shop__ig_v2_n1.${ending}`),
        ),
        instances: 1,
      });
    }));

  it('has several statements under names of their own', () =>
    withDirectory(async (directory) => {
      const results = [result({ text: 'a' }), result({ text: 'b', statement: 1, costUsd: 0.5 })];
      const { datasets } = await write(directory, results, { statementsPerInstance: 2 });
      const files = await readTree(directory);
      const folder = `logs/issue_gen/bugsmith/owner__shop.1a2b3c4d/${id}`;
      expect(JSON.parse(files[`${folder}/metadata.json`] ?? '')).toEqual({
        responses: { ps_basic_0: 'a', ps_basic_1: 'b' },
        cost: 0.75,
      });
      expect(Object.keys(files)).toContain(`${folder}/messages_1.json`);
      expect(datasets[0]).toMatch(/shop__lm_n2\.jsonl$/);
      expect(await Array.fromAsync(readInstances(datasets[0] ?? ''))).toEqual([
        { ...instanceOf(), problem_statement: 'a', ps_basic_0: 'a', ps_basic_1: 'b' },
      ]);
    }));

  it.each([
    ['tests', 'shop__ig_tests.json'],
    ['original', 'shop__ig_orig.json'],
    ['templates', 'shop__ig_static.json'],
  ])('has statements of the writer %s in %s', (writer, name) =>
    withDirectory(async (directory) => {
      const { datasets } = await write(directory, [result({ writer })]);
      const [path = ''] = datasets;
      expect(path).toBe(join(directory, 'logs/task_insts', name));
      expect(await readFile(path, 'utf8')).toMatch(/^\[\n {2}\{\n {4}"instance_id": [^]*\n {2}\}\n\]$/);
    }),
  );

  it('has the test that is shown', () =>
    withDirectory(async (directory) => {
      const facts = { test: 'tests/test_till.py::test_round_up', source: 'def ...', output: 'E' };
      await write(directory, [result({ writer: 'tests', facts, text: 'A test', costUsd: 0 })]);
      const files = await readTree(directory);
      const folder = `logs/issue_gen/from_tests/owner__shop.1a2b3c4d/${id}`;
      expect(files[`${folder}/issue_test.txt`]).toBe('A test');
      expect(files[`${folder}/metadata_test.json`]).toBe(
        `{
    "test_idx": 1,
    "test_info": "A test",
    "test_output": "E",
    "test_src": "def ...",
    "generated": null,
    "cost": 0
}`,
      );
    }));

  it('leaves out what was not written, and is replaced as a whole', () =>
    withDirectory(async (directory) => {
      const [one, two, three] = instancesOf(3).map((instance) => result({ instance }));
      if (one === undefined || two === undefined || three === undefined) throw new Error('three were made');
      const leaking = { ...two, status: 'leaking' as const };
      const { datasets, instances } = await write(directory, [one, leaking, three]);
      expect(instances).toBe(2);
      const ids = async (path = ''): Promise<string[]> =>
        (await Array.fromAsync(readInstances(path))).map((row) => row.instance_id.slice(-1));
      expect(await ids(datasets[0])).toEqual(['0', '2']);
      expect(await ids(datasets[1])).toEqual(['0', '2']);
      expect((await write(directory, [])).instances).toBe(0);
      expect((await write(directory, [two])).instances).toBe(1);
      expect(await ids(datasets[0])).toEqual(['1']);
    }));

  it.each([
    [{ experimentId: '../up' }, [result()]],
    [{ config: 'a/b' }, [result()]],
    [{}, [result({ instance: instanceOf({ instance_id: '../../up.func__x' }) })]],
    [{}, [result(), result({ statement: 1 })]],
    [{ statementsPerInstance: 0 }, [result()]],
  ])('refuses %j', (options, results) =>
    withDirectory(async (directory) => {
      const inside = join(directory, 'a', 'b');
      await mkdir(inside, { recursive: true });
      await expect(write(inside, results, options)).rejects.toThrow(InvalidArgumentError);
      expect(Object.keys(await readTree(directory)).filter((path) => !path.startsWith('a/b/'))).toEqual([]);
    }),
  );
});

describe('reading the layout', () => {
  it('gives what was written', () =>
    withDirectory(async (directory) => {
      const results = [result({ text: 'a' }), result({ text: 'b', statement: 1 })];
      const { datasets } = await write(directory, results, { statementsPerInstance: 2, experimentId: 'x' });
      for (const path of datasets) {
        expect(await Array.fromAsync(readIssueLayout(path, { directory }))).toMatchObject([
          {
            statements: ['a', 'b'],
            messages: result().messages,
            costUsd: 0.5,
            instance: { instance_id: id },
          },
        ]);
      }
      const tests = await write(directory, [result({ writer: 'tests', costUsd: 0 })]);
      expect(await Array.fromAsync(readIssueLayout(tests.datasets[0] ?? '', { directory }))).toMatchObject([
        { statements: [result().text], messages: undefined, costUsd: 0 },
      ]);
    }));

  it("reads SWE-smith's own files, with several statements and fields of its own", () =>
    withDirectory(async (directory) => {
      const row = {
        ...instanceOf(),
        FAIL_TO_PASS: '["a::b"]',
        bug_type: 'x',
        ps_basic_10: 'c',
        ps_basic_0: 'a',
        ps_basic_2: 'b',
      };
      const path = join(directory, 'exp', 'shop__ig_v2_n3.jsonl');
      await mkdir(dirname(path));
      await writeFile(
        path,
        `${JSON.stringify(row)}\n${JSON.stringify(instanceOf({ instance_id: '../x' }))}\n`,
      );
      expect(await Array.fromAsync(readIssueLayout(path, { directory }))).toMatchObject([
        {
          statements: ['a', 'b', 'c'],
          instance: { bug_type: 'x', FAIL_TO_PASS: ['a::b'] },
          messages: undefined,
        },
        { statements: [], costUsd: undefined },
      ]);
    }));

  it('says which file has another form', () =>
    withDirectory(async (directory) => {
      const { datasets } = await write(directory, [result()]);
      const file = join(directory, 'logs/issue_gen/bugsmith/owner__shop.1a2b3c4d', id, 'metadata.json');
      await writeFile(file, '{"cost": "much"}');
      const reading = Array.fromAsync(readIssueLayout(datasets[0] ?? '', { directory }));
      await expect(reading).rejects.toMatchObject({ file, field: 'cost' });
      await expect(Array.fromAsync(readIssueLayout(join(directory, 'none.json')))).rejects.toThrow(
        DataFormatError,
      );
    }));
});
