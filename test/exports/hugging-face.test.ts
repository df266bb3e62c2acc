import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportHuggingFace, exportMiniSweAgent, InvalidArgumentError, type TaskInstance } from 'bugsmith';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withDirectory } from '../instances/support.ts';
import { instanceOf, now } from './support.ts';

const parquet = join('data', 'train-00000-of-00001.parquet');

async function readParquet(file: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file) });
}

/** What a row of the dataset should be. */
function toRow(instance: TaskInstance): Record<string, unknown> {
  const optional = ['created_at', 'image_name', 'base_commit', 'problem_statement'];
  const { instance_id, repo, patch, FAIL_TO_PASS, PASS_TO_PASS } = instance;
  return {
    ...{ instance_id, repo, patch, FAIL_TO_PASS, PASS_TO_PASS },
    ...Object.fromEntries(optional.map((name) => [name, instance[name] ?? null])),
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyInstance: fc.Arbitrary<Partial<TaskInstance>> = fc.record({
  patch: text,
  FAIL_TO_PASS: fc.array(text, { maxLength: 5 }),
  PASS_TO_PASS: fc.array(text, { maxLength: 5 }),
  image_name: fc.option(text, { nil: undefined }),
  problem_statement: fc.option(text, { nil: undefined }),
});

describe('a dataset', () => {
  it('holds any instances as they are, in both formats', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyInstance, { maxLength: 8 }), (facts) =>
        withDirectory(async (directory) => {
          const instances = facts.map((fact, index) => instanceOf(index, fact));
          await exportHuggingFace(instances, { directory: join(directory, 'a'), now });
          await exportHuggingFace(instances, { directory: join(directory, 'b'), format: 'jsonl', now });
          expect(await readParquet(join(directory, 'a', parquet))).toEqual(instances.map(toRow));
          const lines = await readFile(join(directory, 'b', parquet.replace('.parquet', '.jsonl')), 'utf8');
          const rows = lines.split('\n').slice(0, -1);
          expect(rows.map((line) => JSON.parse(line) as unknown)).toEqual(instances.map(toRow));
        }),
      ),
      { numRuns: 40 },
    ));

  it('is written in row groups that are short in rows or in bytes', () =>
    withDirectory(async (directory) => {
      const long = 'x'.repeat(9_000_000);
      const instances = function* (): Generator<TaskInstance> {
        for (let number = 0; number < 2100; number += 1) {
          yield instanceOf(number, { problem_statement: number < 4 ? long : 'short' });
        }
      };
      await exportHuggingFace(instances(), { directory: join(directory, 'bundle'), now });
      const file = await asyncBufferFromFile(join(directory, 'bundle', parquet));
      const { row_groups } = await parquetMetadataAsync(file);
      expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([2, 2, 1000, 1000, 96]);
      const rows = await readParquet(join(directory, 'bundle', parquet));
      expect(rows.map(({ instance_id }) => instance_id)).toEqual(
        [...instances()].map((row) => row.instance_id),
      );
    }));

  it('has the same columns when it is empty or a field is never there', () =>
    withDirectory(async (directory) => {
      const columns = async (instances: readonly TaskInstance[], name: string): Promise<unknown> => {
        await exportHuggingFace(instances, { directory: join(directory, name), now });
        const file = await asyncBufferFromFile(join(directory, name, parquet));
        const { children } = parquetSchema(await parquetMetadataAsync(file));
        const describeColumn = ({ element }: (typeof children)[number]): readonly unknown[] => [
          element.name,
          element.converted_type,
          element.repetition_type,
        ];
        return children.map(describeColumn);
      };
      const bare = instanceOf(1, {
        problem_statement: undefined,
        created_at: undefined,
        image_name: undefined,
      });
      const expected = await columns([instanceOf(1)], 'full');
      expect(await columns([bare], 'bare')).toEqual(expected);
      expect(await columns([], 'empty')).toEqual(expected);
      expect(expected).toContainEqual(['FAIL_TO_PASS', 'LIST', 'REQUIRED']);
    }));

  it('keeps further fields as text when asked', () =>
    withDirectory(async (directory) => {
      const instances = [instanceOf(1, { difficulty: 'easy', rating: { score: 1 } }), instanceOf(2)];
      const fields = ['difficulty', 'rating', 'patch'];
      await exportHuggingFace(instances, { directory: join(directory, 'bundle'), fields, now });
      const rows = await readParquet(join(directory, 'bundle', parquet));
      expect(rows).toEqual([
        { ...toRow(instanceOf(1)), difficulty: 'easy', rating: '{"score": 1}' },
        { ...toRow(instanceOf(2)), difficulty: null, rating: null },
      ]);
    }));

  it('leaves out text that is no Unicode, which would be changed silently', () =>
    withDirectory(async (directory) => {
      const instances = [
        instanceOf(1, { patch: 'latin \udce9' }),
        instanceOf(2, { PASS_TO_PASS: ['ok', '\ud800'] }),
        instanceOf(3, { patch: 'emoji 😀' }),
      ];
      const { skipped, exported } = await exportHuggingFace(instances, {
        directory: join(directory, 'bundle'),
        now,
      });
      expect([exported, skipped.map(({ reason }) => reason)]).toEqual([1, ['not-unicode', 'not-unicode']]);
    }));

  it('says in its card which file is which split, and what the columns are', () =>
    withDirectory(async (directory) => {
      await exportHuggingFace([instanceOf(1)], { directory: join(directory, 'bundle'), split: 'dev', now });
      const card = await readFile(join(directory, 'bundle', 'README.md'), 'utf8');
      const [, front = ''] = card.split('---\n');
      expect(parse(front)).toMatchObject({
        configs: [{ data_files: [{ split: 'dev', path: 'data/dev-00000-of-00001.parquet' }] }],
        dataset_info: {
          features: expect.arrayContaining([{ name: 'FAIL_TO_PASS', list: 'string' }]) as unknown,
        },
      });
    }));

  it.each(['../x', 'a b', '', 'a/b'])('refuses the split %j', (split) =>
    withDirectory(async (directory) => {
      const running = exportHuggingFace([], { directory: join(directory, 'bundle'), split });
      await expect(running).rejects.toThrow(InvalidArgumentError);
    }),
  );
});

describe('a dataset for mini-swe-agent', () => {
  it('comes with the command that puts the bug in place', () =>
    withDirectory(async (directory) => {
      const instances = [instanceOf(1), instanceOf(2, { problem_statement: undefined })];
      const { skipped } = await exportMiniSweAgent(instances, { directory: join(directory, 'bundle'), now });
      expect(skipped.map(({ reason }) => reason)).toEqual(['no-problem-statement']);
      const settings: unknown = parse(
        await readFile(join(directory, 'bundle', 'mini-swe-agent.yaml'), 'utf8'),
      );
      expect(settings).toEqual({
        run: { env_startup_command: 'git fetch --quiet && git checkout --quiet {{instance_id}}' },
      });
      expect(await readParquet(join(directory, 'bundle', parquet))).toEqual([toRow(instanceOf(1))]);
    }));

  it('checks nothing out where the image holds the bug', () =>
    withDirectory(async (directory) => {
      await exportMiniSweAgent([instanceOf(1)], {
        directory: join(directory, 'bundle'),
        checkout: 'head',
        now,
      });
      const settings: unknown = parse(
        await readFile(join(directory, 'bundle', 'mini-swe-agent.yaml'), 'utf8'),
      );
      expect(settings).toEqual({ run: { env_startup_command: '' } });
    }));
});
