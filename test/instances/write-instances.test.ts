import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { readInstances } from '../../src/instances/read-instances.ts';
import type { TaskInstance } from '../../src/instances/task-instance.ts';
import { writeInstances } from '../../src/instances/write-instances.ts';
import { collect, withDirectory } from './support.ts';

const instance: TaskInstance = {
  instance_id: 'o__n.12345678.lm_modify__x1y2z3a4',
  repo: 'swesmith/o__n.12345678',
  patch: '-é\n+\udc80\n',
  FAIL_TO_PASS: ['t.py::a[1]'],
  PASS_TO_PASS: [],
};

const jsonl =
  String.raw`{"instance_id": "o__n.12345678.lm_modify__x1y2z3a4", "repo": "swesmith/o__n.12345678", "patch": "-\u00e9\n+\udc80\n", "FAIL_TO_PASS": ["t.py::a[1]"], "PASS_TO_PASS": []}` +
  '\n';

const json = String.raw`[
    {
        "instance_id": "o__n.12345678.lm_modify__x1y2z3a4",
        "repo": "swesmith/o__n.12345678",
        "patch": "-\u00e9\n+\udc80\n",
        "FAIL_TO_PASS": [
            "t.py::a[1]"
        ],
        "PASS_TO_PASS": []
    },
    {
        "instance_id": "second",
        "repo": "swesmith/o__n.12345678",
        "patch": "-\u00e9\n+\udc80\n",
        "FAIL_TO_PASS": [
            "t.py::a[1]"
        ],
        "PASS_TO_PASS": []
    }
]`;

const text = fc.string({ unit: 'binary' });
const anyInstance: fc.Arbitrary<TaskInstance> = fc
  .tuple(
    fc.record(
      {
        instance_id: text.filter((id) => id !== ''),
        repo: text,
        patch: fc.string({ unit: fc.constantFrom('\udc80', '\udcff', 'a', '\n', 'é', '\r', '\u2028') }),
        FAIL_TO_PASS: fc.array(text),
        PASS_TO_PASS: fc.array(text),
        created_at: text,
        image_name: text,
        base_commit: text,
        problem_statement: text,
      },
      { requiredKeys: ['instance_id', 'repo', 'patch', 'FAIL_TO_PASS', 'PASS_TO_PASS'] },
    ),
    fc.dictionary(
      text.filter((key) => !/^__proto__$/.test(key)),
      fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
    ),
  )
  .map(([known, others]) => ({ ...others, ...known }));

describe('writeInstances', () => {
  it('writes JSON Lines', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'new', 'instances.jsonl');
      await writeInstances(path, [instance]);
      expect(await readFile(path, 'utf8')).toBe(jsonl);
    }));

  it('writes a list', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'instances.json');
      await writeInstances(path, [instance, { ...instance, instance_id: 'second' }]);
      expect(await readFile(path, 'utf8')).toBe(json);
    }));

  it('writes nothing as an empty file or list', () =>
    withDirectory(async (directory) => {
      await writeInstances(join(directory, 'a.jsonl'), []);
      await writeInstances(join(directory, 'a.json'), []);
      await writeInstances(join(directory, 'b.json'), [], { format: 'jsonl' });
      const files = ['a.jsonl', 'a.json', 'b.json'].map((name) => readFile(join(directory, name), 'utf8'));
      expect(await Promise.all(files)).toEqual(['', '[]', '']);
    }));

  it('writes known fields first, others after them, and none that are undefined', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'a.jsonl');
      await writeInstances(path, [{ extra: 1, problem_statement: 'p', created_at: undefined, ...instance }]);
      const [row] = await collect(readInstances(path));
      expect(Object.keys(row ?? {})).toEqual([...Object.keys(instance), 'problem_statement', 'extra']);
    }));

  it.each(['jsonl', 'json'] as const)('is undone by reading (%s), and is what Python writes', (format) =>
    withDirectory(async (directory) => {
      const path = join(directory, `instances.${format}`);
      await fc.assert(
        fc.asyncProperty(fc.array(anyInstance, { maxLength: 5 }), async (instances) => {
          await writeInstances(path, instances);
          expect(await collect(readInstances(path))).toEqual(instances);
        }),
        { numRuns: 60 },
      );
      await writeInstances(path, fc.sample(anyInstance, 100));
      const program =
        format === 'json'
          ? 'import json, sys; text = open(sys.argv[1]).read(); assert text == json.dumps(json.loads(text), indent=4)'
          : 'import json, sys\nfor line in open(sys.argv[1], newline="\\n"): assert line == json.dumps(json.loads(line)) + "\\n"';
      execFileSync('python3', ['-c', program, path], { stdio: 'pipe' });
    }),
  );

  it('leaves what was there when the instances fail, and no other file', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'instances.jsonl');
      await writeFile(path, 'before');
      const failing = async function* () {
        yield instance;
        throw new Error('the disk of the source is gone');
      };
      await expect(writeInstances(path, failing())).rejects.toThrow('the disk of the source is gone');
      expect(await readFile(path, 'utf8')).toBe('before');
      expect(await readdir(directory)).toEqual(['instances.jsonl']);
    }));

  it('closes the source when the file cannot be put in its place', () =>
    withDirectory(async (directory) => {
      await mkdir(join(directory, 'folder', 'inside'), { recursive: true });
      await expect(writeInstances(join(directory, 'folder'), [instance])).rejects.toThrow(
        /EISDIR|ENOTEMPTY|EEXIST/,
      );
      expect(await readdir(directory)).toEqual(['folder']);
    }));

  it('names the value that is no instance', () =>
    withDirectory(async (directory) => {
      const wrong = { ...instance, FAIL_TO_PASS: ['a', 1] } as unknown as TaskInstance;
      const writing = writeInstances(join(directory, 'a.jsonl'), [instance, wrong]);
      const error = await writing.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(error).toMatchObject({ argument: 'instances[1].FAIL_TO_PASS[1]', value: 1 });
    }));
});
