import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportBranches,
  exportHuggingFace,
  exportMiniSweAgent,
  exportSweAgent,
  exportSweBench,
  exportSweSmith,
  InvalidArgumentError,
  readInstances,
  type ExportOptions,
  type ExportReport,
  type Repository,
  type TaskInstance,
  verifyBundle,
  writeInstances,
} from 'bugsmith';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { collect, readTree, withDirectory } from '../instances/support.ts';
import { instanceOf, memoryProject, now } from './support.ts';

type Export = (
  instances: Iterable<TaskInstance> | AsyncIterable<TaskInstance>,
  options: ExportOptions & { repositories: Repository },
) => Promise<ExportReport>;

const exports: readonly (readonly [string, Export])[] = [
  ['SWE-smith', exportSweSmith],
  ['SWE-bench', exportSweBench],
  ['SWE-agent', exportSweAgent],
  ['mini-swe-agent', exportMiniSweAgent],
  ['Hugging Face, Parquet', exportHuggingFace],
  [
    'Hugging Face, JSONL',
    (instances, options) => exportHuggingFace(instances, { ...options, format: 'jsonl' }),
  ],
  ['branches', exportBranches],
];

describe.each(exports)('the export for %s', (_, exportInstances) => {
  it('writes a bundle that proves whole, and the same bytes again', () =>
    withDirectory(async (directory) => {
      const repository = memoryProject();
      const write = (name: string): Promise<ExportReport> =>
        exportInstances([instanceOf(1), instanceOf(2)], {
          directory: join(directory, name),
          repositories: repository,
          provenance: { seed: 24, options: { likelihood: 0.5 }, versions: { node: '22' } },
          now,
        });
      const report = await write('one');
      await write('two');
      expect(report).toMatchObject({ exported: 2, skipped: [], directory: join(directory, 'one') });
      const { manifest, problems } = await verifyBundle(join(directory, 'one'));
      expect(problems).toEqual([]);
      expect(manifest).toEqual(report.manifest);
      expect(manifest).toMatchObject({
        seed: 24,
        createdAt: '2026-01-02T03:04:05.000Z',
        versions: { bugsmith: packageFile.version, node: '22' },
        options: { provenance: { likelihood: 0.5 } },
        repositories: [
          {
            mirrorName: repository.mirrorName,
            commit: repository.commit,
            environment: { testCommand: 'python -m pytest' },
          },
        ],
        instances: { count: 2, strategies: { func_pm_op_change: 2 } },
      });
      expect(await readTree(join(directory, 'one'))).toEqual(await readTree(join(directory, 'two')));
    }));

  it('replaces a bundle only when the new one is complete', () =>
    withDirectory(async (parent) => {
      const repository = memoryProject();
      const options = { directory: join(parent, 'bundle'), repositories: repository, now };
      await exportInstances([instanceOf(1)], options);
      const before = await readTree(parent);
      const failing = async function* (): AsyncGenerator<TaskInstance> {
        yield instanceOf(2);
        await Promise.reject(new Error('the source failed'));
      };
      await expect(exportInstances(failing(), options)).rejects.toThrow('the source failed');
      expect(await readTree(parent)).toEqual(before);
      await exportInstances([instanceOf(2)], options);
      const after = await readTree(parent);
      expect(after).not.toEqual(before);
      expect(Object.keys(after).filter((path) => path.includes('.bugsmith-'))).toEqual([]);
    }));

  it('stops when aborted and leaves nothing', () =>
    withDirectory(async (parent) => {
      const repository = memoryProject();
      const controller = new AbortController();
      const reason = new Error('enough');
      const endless = function* (): Generator<TaskInstance> {
        for (let number = 0; ; number += 1) yield instanceOf(number);
      };
      const running = exportInstances(endless(), {
        directory: join(parent, 'bundle'),
        repositories: repository,
        abortSignal: controller.signal,
        onProgress: ({ exported }) => {
          if (exported === 3) controller.abort(reason);
        },
      });
      await expect(running).rejects.toBe(reason);
      expect(await readTree(parent)).toEqual({});
    }));

  it('refuses a folder that holds something else', () =>
    withDirectory(async (directory) => {
      const repository = memoryProject();
      await writeFile(join(directory, 'thesis.txt'), 'years of work');
      const running = exportInstances([instanceOf(1)], { directory, repositories: repository });
      await expect(running).rejects.toThrow(InvalidArgumentError);
      expect(await readTree(directory)).toEqual({ 'thesis.txt': 'years of work' });
    }));

  it('skips ids that could name another place, and second ones', () =>
    withDirectory(async (parent) => {
      const repository = memoryProject();
      const good = instanceOf(1);
      const hostile = [
        '../x',
        '/tmp/x',
        'a/../../b',
        '..',
        'a..b',
        '-x',
        'x.lock',
        'a b',
        'a\nb',
        'main',
        'con',
        'é',
      ];
      const ids = [...hostile, good.instance_id, good.instance_id, good.instance_id.toUpperCase()];
      const report = await exportInstances(
        ids.map((instance_id) => instanceOf(1, { instance_id })),
        { directory: join(parent, 'bundle'), repositories: () => repository, now } as never,
      );
      expect(report.skipped.map(({ instanceId, reason }) => [instanceId, reason])).toEqual([
        ...hostile.map((id) => [id, 'unusable-id']),
        [good.instance_id, 'duplicate-id'],
        [good.instance_id.toUpperCase(), 'duplicate-id'],
      ]);
      expect(report.manifest.skipped).toHaveLength(report.skipped.length);
      const paths = Object.keys(await readTree(parent));
      expect(paths.filter((path) => !path.startsWith('bundle/'))).toEqual([]);
      expect((await verifyBundle(join(parent, 'bundle'))).problems).toEqual([]);
    }));

  it('throws for a value that is no task instance', () =>
    withDirectory(async (parent) => {
      const repository = memoryProject();
      const running = exportInstances([{ instance_id: 'x' } as never], {
        directory: join(parent, 'bundle'),
        repositories: repository,
      });
      await expect(running).rejects.toThrow('instances[0]');
      expect(await readTree(parent)).toEqual({});
    }));
});

describe('any id', () => {
  it('either is refused or names one folder inside the bundle', async () => {
    const repository = memoryProject();
    const part = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      'a',
      'B',
      '-',
      '~',
      ':',
      '\0',
      '\n',
      '*',
      'é',
      '.git',
      '.lock',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) =>
        withDirectory(async (parent) => {
          await exportSweBench([instanceOf(1, { instance_id: parts.join('') })], {
            directory: join(parent, 'bundle'),
            repositories: () => repository,
            now,
          });
          const depths = Object.keys(await readTree(parent)).map((path) => path.split('/').length);
          expect(Math.max(...depths)).toBeLessThanOrEqual(4);
          expect(Object.keys(await readTree(parent)).every((path) => path.startsWith('bundle/'))).toBe(true);
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('the hash of the instances', () => {
  it('is that of the file writeInstances makes', () =>
    withDirectory(async (directory) => {
      const instances = [instanceOf(1), instanceOf(2, { extra: { deep: ['ü'] } })];
      const { manifest } = await exportSweSmith(instances, { directory: join(directory, 'bundle'), now });
      await writeInstances(join(directory, 'rows.jsonl'), instances);
      const bytes = await readFile(join(directory, 'rows.jsonl'));
      expect(manifest.instances.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }));
});

describe('rows for SWE-smith', () => {
  it.each(['json', 'jsonl'] as const)('keep every field as %s', (format) =>
    withDirectory(async (directory) => {
      const instances = [instanceOf(1, { difficulty: '15 min - 1 hour' }), instanceOf(2)];
      await exportSweSmith(instances, { directory: join(directory, 'bundle'), format, now });
      const file = join(directory, 'bundle', `instances.${format}`);
      expect(await collect(readInstances(file))).toEqual(instances);
    }),
  );
});

describe('rows for SWE-agent', () => {
  it('say which image, what to check out and what the agent is told', () =>
    withDirectory(async (directory) => {
      const instance = instanceOf(1);
      await exportSweAgent([instance], { directory: join(directory, 'a'), now });
      await exportSweAgent([instance], { directory: join(directory, 'b'), checkout: 'head', now });
      const rows = await Promise.all(
        ['a', 'b'].map(async (name) => {
          const text = await readFile(join(directory, name, 'instances.jsonl'), 'utf8');
          return JSON.parse(text) as Record<string, unknown>;
        }),
      );
      expect(rows[0]).toMatchObject({
        instance_id: instance.instance_id,
        image_name: 'shop/env:1',
        problem_statement: instance.problem_statement,
        repo_name: 'testbed',
        base_commit: instance.instance_id,
        extra_fields: { fail_to_pass: ['tests/test_add.py::test_add'] },
      });
      expect(rows[1]).toMatchObject({ base_commit: 'HEAD' });
    }));

  it('need a problem statement and an image', () =>
    withDirectory(async (directory) => {
      const { skipped } = await exportSweAgent(
        [
          instanceOf(1, { problem_statement: ' \n' }),
          instanceOf(2, { image_name: undefined }),
          instanceOf(3, { image_name: 'a\nRUN rm -rf /' }),
        ],
        { directory: join(directory, 'bundle'), now },
      );
      expect(skipped.map(({ reason }) => reason)).toEqual([
        'no-problem-statement',
        'unusable-image',
        'unusable-image',
      ]);
    }));
});

describe('a folder', () => {
  it('is not put in the place of a file', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), 'x');
      const running = exportSweSmith([instanceOf(1)], { directory: join(directory, 'file'), now });
      await expect(running).rejects.toThrow(InvalidArgumentError);
    }));

  it('is made with those above it, and may be empty before', () =>
    withDirectory(async (directory) => {
      await exportSweSmith([instanceOf(1)], { directory: join(directory, 'a', 'b', 'c'), now });
      await mkdir(join(directory, 'empty'));
      await exportSweSmith([instanceOf(1)], { directory: join(directory, 'empty'), now });
      expect(await readTree(join(directory, 'a', 'b', 'c'))).toEqual(
        await readTree(join(directory, 'empty')),
      );
    }));
});
