import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { DataFormatError } from '../../src/errors/data-format-error.ts';
import { readInstances, type ReadInstancesOptions } from '../../src/instances/read-instances.ts';
import { collect, withDirectory } from './support.ts';

const row = { instance_id: 'i', repo: 'r', patch: 'p', FAIL_TO_PASS: ['a'], PASS_TO_PASS: ['b'] };
const line = JSON.stringify(row);

async function read(content: string | Uint8Array, name = 'a.jsonl', options?: ReadInstancesOptions) {
  return withDirectory(async (directory) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return collect(readInstances(path, options));
  });
}

async function readError(content: string | Uint8Array, name?: string): Promise<DataFormatError> {
  const error = await read(content, name).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DataFormatError);
  return error as DataFormatError;
}

describe('readInstances', () => {
  it('reads a row of mid 2025', async () => {
    const full = { ...row, created_at: 'c', image_name: 'm', base_commit: 'b', problem_statement: 's' };
    expect(await read(`${JSON.stringify(full)}\n`)).toEqual([full]);
  });

  it('reads a row of 2026 and keeps what it does not know', async () => {
    const newer = {
      instance_id: 'i',
      patch: 'p',
      FAIL_TO_PASS: [],
      PASS_TO_PASS: [],
      image_name: 'm',
      repo: 'r',
      x: { y: [null] },
      constructor: 1,
    };
    const [instance] = await read(JSON.stringify(newer));
    expect(instance).toEqual(newer);
    expect(Object.keys(instance ?? {})).toEqual([
      ...['instance_id', 'repo', 'patch', 'FAIL_TO_PASS', 'PASS_TO_PASS', 'image_name'],
      ...['x', 'constructor'],
    ]);
  });

  it('reads lists of tests written as texts, and takes null for absent', async () => {
    const written = {
      ...row,
      FAIL_TO_PASS: '["a[1]", "b"]',
      PASS_TO_PASS: '[]',
      created_at: null,
      other: null,
    };
    const { created_at: _, ...expected } = { ...written, FAIL_TO_PASS: ['a[1]', 'b'], PASS_TO_PASS: [] };
    const instances = await read(JSON.stringify(written));
    expect(instances).toStrictEqual([expected]);
  });

  it('passes over blank lines, a byte order mark and carriage returns', async () => {
    expect(await read(`\ufeff${line}\r\n\n \t\r\n${line}`)).toEqual([row, row]);
    expect(await read(`\ufeff \n[${line},\r\n ${line}]\n\n`, 'a.json')).toEqual([row, row]);
  });

  it('does not take other line separators for the end of a line', async () => {
    const odd = { ...row, patch: 'a\u2028b\u2029c\u0085d' };
    expect(await read(`${JSON.stringify(odd)}\n`)).toEqual([odd]);
  });

  it('reads empty files and lists', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('[]', 'a.json')).toEqual([]);
    expect(await read(' [ \n ] ', 'a.JSON')).toEqual([]);
  });

  it('reads the format it is told to, whatever the name', async () => {
    expect(await read(line, 'a.json', { format: 'jsonl' })).toEqual([row]);
    expect(await read(`[${line}]`, 'a.jsonl', { format: 'json' })).toEqual([row]);
  });

  it('does not let a field named __proto__ change the row', async () => {
    const [instance] = await read(`{"__proto__": {"image_name": "evil"}, ${line.slice(1)}`);
    expect(instance?.image_name).toBeUndefined();
    expect(Object.getPrototypeOf(instance)).toBe(Object.prototype);
  });

  it.each<[string, string, string, number | undefined, string | undefined]>([
    ['a cut-off last line', 'a.jsonl', `${line}\n\n${line.slice(0, -5)}`, 3, undefined],
    ['a cut-off list', 'a.json', `[\n${line},\n${line.slice(0, -5)}`, 3, undefined],
    ['a list without its end', 'a.json', `[\n${line}\n`, 3, undefined],
    ['text after the list', 'a.json', `[${line}]\n[]`, 2, undefined],
    ['a comma too many', 'a.json', `[${line},\n]`, 2, undefined],
    ['a comma at the start', 'a.json', `[\n,${line}]`, 2, undefined],
    ['an object instead of a list', 'a.json', line, 1, undefined],
    ['an empty .json file', 'a.json', '\n\n', 3, undefined],
    ['brackets that do not match', 'a.json', '[\n\n {]}', 3, undefined],
    ['a number that is NaN', 'a.json', `[\n{"a":\n\nNaN}]`, undefined, undefined],
    [
      'a wrong test',
      'a.jsonl',
      `${line}\n${JSON.stringify({ ...row, FAIL_TO_PASS: ['a', 1] })}`,
      2,
      'FAIL_TO_PASS[1]',
    ],
    ['a wrong field', 'a.json', `[\n${line},\n\n${JSON.stringify({ ...row, patch: 1 })}]`, 4, 'patch'],
    ['a missing field', 'a.jsonl', '{"instance_id": "i"}', 1, 'repo'],
    ['tests as a wrong text', 'a.jsonl', JSON.stringify({ ...row, PASS_TO_PASS: 'a, b' }), 1, 'PASS_TO_PASS'],
    ['a value that is no object', 'a.jsonl', `${line}\n[]`, 2, undefined],
  ])('names the place of %s', async (_name, file, content, expectedLine, field) => {
    const error = await readError(content, file);
    expect(error.file.endsWith(file)).toBe(true);
    if (expectedLine !== undefined) expect(error.line).toBe(expectedLine);
    expect(error.field).toBe(field);
  });

  it('names the line inside a value of many lines, where the engine tells it', async () => {
    expect((await readError(`[\n{\n"a": "b\n"}]`, 'a.json')).line).toBe(3);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const content = Buffer.concat([Buffer.from(`${line}\n{"a": "`), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await readError(content)).toMatchObject({ line: 2, reason: 'it is not UTF-8' });
  });

  it('refuses what cannot be read as a file', () =>
    withDirectory(async (directory) => {
      await mkdir(join(directory, 'folder.jsonl'));
      for (const path of [join(directory, 'nothing.jsonl'), join(directory, 'folder.jsonl'), 'a\0b']) {
        await expect(collect(readInstances(path))).rejects.toThrow(DataFormatError);
      }
    }));

  it('gives the rows before the one that is wrong', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'a.jsonl');
      await writeFile(path, `${line}\n{`);
      const rows = readInstances(path)[Symbol.asyncIterator]();
      expect(await rows.next()).toEqual({ done: false, value: row });
      await expect(rows.next()).rejects.toThrow(DataFormatError);
    }));

  it('survives nesting without end', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(await read(`{"x": ${deep}, ${line.slice(1)}`)).toHaveLength(1);
    await readError('['.repeat(200_000));
  });

  it('holds one value at a time', { timeout: 120_000 }, () =>
    withDirectory(async (directory) => {
      const source = fileURLToPath(new URL('../../src/instances/read-instances.ts', import.meta.url));
      const big = JSON.stringify({ ...row, patch: 'x'.repeat(500_000) });
      for (const [name, separator, start, end] of [
        ['a.jsonl', '\n', '', ''],
        ['a.json', ',\n', '[', ']'],
      ] as const) {
        const path = join(directory, name);
        const stream = createWriteStream(path);
        stream.write(start);
        for (let index = 0; index < 300; index += 1) {
          if (!stream.write(index === 0 ? big : separator + big)) await once(stream, 'drain');
        }
        stream.end(end);
        await once(stream, 'close');
        const program = `
          import { readInstances } from ${JSON.stringify(source)};
          let count = 0;
          for await (const instance of readInstances(${JSON.stringify(path)})) count += instance.patch.length;
          console.log(count);`;
        // The file alone would not fit.
        const options = [
          '--max-old-space-size=48',
          '--experimental-strip-types',
          '--no-warnings',
          '--input-type=module',
        ];
        const run = spawnSync(process.execPath, [...options, '-e', program], { encoding: 'utf8' });
        expect(run).toMatchObject({ status: 0, stdout: '150000000\n' });
      }
    }),
  );
});
