import {
  appendFile,
  type FileHandle,
  mkdir,
  open,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { StoreError } from '../../src/errors/store-error.ts';
import type { JsonObject } from '../../src/json/json-value.ts';
import { openJsonlStore } from '../../src/stores/jsonl-store.ts';
import { collect, withDirectory } from '../instances/support.ts';
import { header } from './values.ts';

/** Appends values to a store, and gives those that were there before. */
async function append(path: string, values: readonly unknown[]): Promise<unknown[]> {
  await using store = await openJsonlStore(path, { header });
  const before = await collect(store.read());
  for (const value of values) await store.append(value as JsonObject);
  return before;
}

const readValues = (path: string): Promise<unknown[]> => append(path, []);

async function expectStoreError(
  action: Promise<unknown>,
  facts: Partial<Pick<StoreError, 'reason' | 'line' | 'field'>>,
  message: string | RegExp = '',
): Promise<void> {
  const error: unknown = await action.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: 'STORE', ...facts });
  expect((error as StoreError).message).toMatch(message);
}

const anyValues = fc.array(
  fc.oneof(
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.constantFrom('\ud800', '\n', '\u2028\r', -0, 1e300, [[]], {}),
  ),
  { maxLength: 8 },
);

describe('a store', () => {
  it('gives back any values, in order, whenever it is opened again', () =>
    withDirectory(async (directory) => {
      let path = join(directory, 'store.jsonl');
      await fc.assert(
        fc.asyncProperty(fc.array(anyValues, { maxLength: 3 }), async (runs) => {
          path += 'x';
          const expected: unknown[] = [];
          for (const values of runs) {
            expect(await append(path, values)).toEqual(expected);
            expected.push(...values.map((value): unknown => JSON.parse(JSON.stringify(value))));
          }
          expect(await readValues(path)).toEqual(expected);
        }),
        { numRuns: 30 },
      );
    }));

  it('holds exactly the complete lines, wherever its file was cut, and can be appended to', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await fc.assert(
        fc.asyncProperty(anyValues, fc.nat({ max: 10_000 }), async (values, place) => {
          await writeFile(path, '');
          await append(path, values);
          const bytes = await readFile(path);
          const cut = bytes.subarray(0, place % (bytes.length + 1));
          await writeFile(path, cut);
          const lines = cut.toString('latin1').split('\n').length - 1;
          const kept = values
            .slice(0, Math.max(0, lines - 1))
            .map((value): unknown => JSON.parse(JSON.stringify(value)));
          expect(await append(path, ['next'])).toEqual(kept);
          expect(await readValues(path)).toEqual([...kept, 'next']);
        }),
        { numRuns: 40 },
      );
    }));

  it('has a line for what it was made from, and one for each value', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'new', 'directories', 'store.jsonl');
      await append(path, [{ b: 1, a: undefined }, 'é']);
      expect(await readFile(path, 'utf8')).toBe(
        `{"format":"bugsmith-store","version":1,"header":${JSON.stringify(header)}}\n{"b":1}\n"é"\n`,
      );
    }));

  it('names its file by an absolute path', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await using store = await openJsonlStore(relative(process.cwd(), path), { header });
      expect(store.path).toBe(path);
    }));

  it('writes overlapping appends in the order of the calls, each value as it was then', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      const store = await openJsonlStore(path, { header });
      const value = { count: 0 };
      const appends = Array.from({ length: 100 }, (_, index) => {
        value.count = index;
        return store.append(value);
      });
      await store.close();
      await Promise.all(appends);
      expect(await readValues(path)).toEqual(Array.from({ length: 100 }, (_, count) => ({ count })));
    }));

  it('reads what was there when it was opened, several times and while it grows', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      const values = Array.from({ length: 2000 }, (_, index) => ({ index, text: 'x'.repeat(400) }));
      await append(path, values);
      await using store = await openJsonlStore(path, { header });
      const read = async (): Promise<unknown[]> => {
        const seen = [];
        for await (const value of store.read()) {
          if (seen.push(value) % 500 === 0) await store.append('later');
        }
        return seen;
      };
      expect(await Promise.all([read(), read()])).toEqual([values, values]);
      for await (const value of store.read()) {
        expect(value).toEqual(values[0]);
        break;
      }
      expect(await collect(store.read())).toEqual(values);
    }));
});

describe('a store of another', () => {
  it.each<[JsonObject, string, RegExp]>([
    [{ ...header, commit: 'other' }, 'header.commit', /is "1a2b3c4d", and here it is "other"/],
    [{ commit: '1a2b3c4d' }, 'header.options', /and here it is absent/],
    [{ ...header, python: '3.12' }, 'header.python', /is absent, and here it is "3.12"/],
    [
      { ...header, options: { seed: 1, names: ['a'] } },
      'header.options.names.1',
      /is "b", and here it is absent/,
    ],
    [{ ...header, options: { seed: 1, names: { 0: 'a', 1: 'b' } } }, 'header.options.names', /pass the path/],
    [{ ...header, toString: null }, 'header.toString', /pass the path/],
  ])('is refused, with the field that differs: %j', (other, field, message) =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await append(path, ['kept']);
      const before = await readFile(path);
      await expectStoreError(
        openJsonlStore(path, { header: other }),
        { reason: 'other-header', field },
        message,
      );
      expect(await readFile(path)).toEqual(before);
    }),
  );

  it('is opened when only the order of the fields differs', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await append(path, ['kept']);
      const other = { options: { names: ['a', 'b'], seed: 1, absent: undefined }, commit: '1a2b3c4d' };
      await using store = await openJsonlStore(path, { header: other });
      expect(await collect(store.read())).toEqual(['kept']);
    }));

  it('is refused when another version of the format wrote it', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await append(path, []);
      await writeFile(path, (await readFile(path, 'utf8')).replace('"version":1', '"version":2'));
      await expectStoreError(
        readValues(path),
        { reason: 'other-header', field: 'version' },
        /version of bugsmith/,
      );
    }));
});

describe('a file that is no store', () => {
  it.each([
    '{"instance_id":"a"}\n',
    '{"instance_id":"a"}',
    '\n',
    '{"format":"other"}',
    '\0'.repeat(500),
    'x',
  ])('is refused and left alone: %j', (content) =>
    withDirectory(async (directory) => {
      const path = join(directory, 'file');
      await writeFile(path, content);
      await expectStoreError(readValues(path), { reason: 'not-a-store' }, /Pass the path of a store/);
      expect(await readFile(path, 'utf8')).toBe(content);
    }),
  );

  it('is refused when it is a device', () =>
    expectStoreError(readValues('/dev/null'), { reason: 'not-a-store' }));

  it('is refused when it is a directory, or below a file', () =>
    withDirectory(async (directory) => {
      await mkdir(join(directory, 'directory'));
      await writeFile(join(directory, 'file'), '');
      await expectStoreError(readValues(join(directory, 'directory')), { reason: 'file-system' }, /EISDIR/);
      await expectStoreError(readValues(join(directory, 'file', 'store')), { reason: 'file-system' });
    }));
});

describe('a damaged store', () => {
  it.each(['', '{"index":', 'x', '{}{}', '\0\0'])(
    'gives the values before the line and names it: %j',
    (damage) =>
      withDirectory(async (directory) => {
        const path = join(directory, 'store.jsonl');
        await append(path, ['first']);
        await appendFile(path, Buffer.concat([Buffer.from(damage), Buffer.from([0xff, 0x0a])]));
        await appendFile(path, '"last"\n');
        const before = await readFile(path);
        const store = await openJsonlStore(path, { header });
        const seen: unknown[] = [];
        const reading = (async () => {
          for await (const value of store.read()) seen.push(value);
        })();
        await expectStoreError(reading, { reason: 'damaged', line: 3 }, /remove it/);
        expect(seen).toEqual(['first']);
        await store.append('more');
        await store.close();
        expect((await readFile(path, 'latin1')).startsWith(before.toString('latin1'))).toBe(true);
      }),
  );

  it('is refused when its first line is damaged', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await writeFile(path, '{"format":"bugsmith-store",\n"kept"\n"incomplete');
      await expectStoreError(readValues(path), { reason: 'damaged', line: 1 });
      expect(await readFile(path, 'utf8')).toMatch(/"incomplete$/);
    }));
});

describe('an open store', () => {
  it('cannot be opened again, by no path, before it is closed', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      const store = await openJsonlStore(path, { header });
      await symlink(path, join(directory, 'link'));
      await expectStoreError(readValues(path), { reason: 'in-use' }, /open already/);
      await expectStoreError(readValues(join(directory, 'link')), { reason: 'in-use' });
      await store.append('kept');
      await Promise.all([store.close(), store.close()]);
      await store.close();
      expect(await readValues(join(directory, 'link'))).toEqual(['kept']);
    }));

  it('cuts off half a line before the next one, when it could not be cut off at once', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await using handle = await open(join(directory, 'other'), 'w');
      const handles = Object.getPrototypeOf(handle) as FileHandle;
      const store = await openJsonlStore(path, { header });
      await store.append('first');
      const write = vi.spyOn(handles, 'write').mockImplementationOnce(async () => {
        await appendFile(path, '"ha');
        throw new Error('the disk failed');
      });
      const truncate = vi.spyOn(handles, 'truncate').mockRejectedValue(new Error('the disk failed again'));
      try {
        for (const value of ['half', 'not yet']) {
          await expectStoreError(store.append(value), { reason: 'file-system' }, /the disk failed/);
        }
        truncate.mockRestore();
        await store.append('last');
      } finally {
        write.mockRestore();
        truncate.mockRestore();
      }
      await store.close();
      expect(await readValues(path)).toEqual(['first', 'last']);
    }));

  it('refuses what JSON cannot hold, and stores nothing for it', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      const circular: Record<string, unknown> = {};
      circular['itself'] = circular;
      const store = await openJsonlStore(path, { header });
      for (const value of [undefined, () => 1, Symbol('a'), 1n, circular]) {
        await expect(store.append(value as never)).rejects.toThrow(InvalidArgumentError);
      }
      await store.close();
      expect(await readValues(path)).toEqual([]);
    }));

  it('is not made for a header JSON cannot hold', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'store.jsonl');
      await expect(openJsonlStore(path, { header: { a: 1n as never } })).rejects.toThrow(
        InvalidArgumentError,
      );
      await expect(stat(path)).rejects.toThrow('ENOENT');
    }));

  it('can be neither read nor appended to when it is closed', () =>
    withDirectory(async (directory) => {
      const store = await openJsonlStore(join(directory, 'store.jsonl'), { header });
      await store.close();
      await expectStoreError(store.append(1), { reason: 'closed' }, /Open it again/);
      await expectStoreError(collect(store.read()), { reason: 'closed' });
    }));
});
