import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DataFormatError } from '../../src/errors/data-format-error.ts';
import { readInstances } from '../../src/instances/read-instances.ts';
import { taskInstanceSchema } from '../../src/instances/task-instance.ts';
import { collect, withDirectory } from './support.ts';

const row = { instance_id: 'i', repo: 'r', patch: 'p', FAIL_TO_PASS: ['a'], PASS_TO_PASS: ['b'] };
const line = JSON.stringify(row);

/** What a file holds, read in the plain way; `undefined` when something is wrong in it. */
function readPlainly(text: string, format: 'json' | 'jsonl'): unknown[] | undefined {
  try {
    const values: unknown =
      format === 'json'
        ? JSON.parse(text)
        : text
            .split('\n')
            .filter((part) => !/^[ \t\r]*$/.test(part))
            .map((part): unknown => JSON.parse(part));
    return Array.isArray(values) ? values.map((value) => taskInstanceSchema.parse(value)) : undefined;
  } catch {
    return undefined;
  }
}

describe('readInstances, on damaged files', () => {
  const rows = [row, { ...row, patch: 'a"b\\\n{[,]}\u2028é', x: [[], {}, [1, [2]], 'é'] }, row];
  const damage = fc.array(
    fc.record({
      at: fc.nat(1000),
      remove: fc.nat(3),
      insert: fc.constantFrom('', '', ',', '"', '\\', '[', ']', '{', '}', '\n', ' ', '0', 'é'),
    }),
    { maxLength: 3 },
  );

  it.each(['json', 'jsonl'] as const)(
    'gives what a plain reader gives, or an error of its own (%s)',
    (format) =>
      withDirectory(async (directory) => {
        const path = join(directory, `a.${format}`);
        const sound =
          format === 'json'
            ? JSON.stringify(rows, null, 1)
            : rows.map((one) => JSON.stringify(one)).join('\n');
        await fc.assert(
          fc.asyncProperty(damage, async (changes) => {
            let text = sound;
            for (const { at, remove, insert } of changes) {
              const place = at % (text.length + 1);
              text = text.slice(0, place) + insert + text.slice(place + remove);
            }
            await writeFile(path, text);
            const actual = await collect(readInstances(path)).catch((error: unknown) => {
              expect(error).toBeInstanceOf(DataFormatError);
              return undefined;
            });
            expect(actual).toEqual(readPlainly(text, format));
          }),
          { numRuns: 500 },
        );
      }),
  );

  it.each(['json', 'jsonl'] as const)('gives nothing but errors of its own on any bytes (%s)', (format) =>
    withDirectory(async (directory) => {
      const path = join(directory, `a.${format}`);
      const start = fc.constantFrom('', '[', '{', `[${line},`, `${line}\n`).map((text) => Buffer.from(text));
      await fc.assert(
        fc.asyncProperty(start, fc.uint8Array(), async (first, bytes) => {
          await writeFile(path, Buffer.concat([first, bytes]));
          await collect(readInstances(path)).catch((error: unknown) => {
            expect(error).toBeInstanceOf(DataFormatError);
          });
        }),
        { numRuns: 300 },
      );
    }),
  );
});
