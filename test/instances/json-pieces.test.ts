import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { JsonListSplitter } from '../../src/instances/split-json-list.ts';
import { splitJsonLines } from '../../src/json/split-json-lines.ts';
import { collect } from './support.ts';

describe('splitting a file into values', () => {
  const values = fc.array(fc.jsonValue(), { maxLength: 6 });

  async function* chunksOf(text: string, size: number): AsyncIterable<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }

  it('does not depend on where chunks end, and knows where values begin', async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (items, size, isIndented) => {
          const list = JSON.stringify(items, null, isIndented ? 2 : 0);
          const splitter = new JsonListSplitter('f');
          const fromList = [];
          for await (const chunk of chunksOf(list, size)) fromList.push(...splitter.add(chunk));
          splitter.end();
          const lines = items.map((item) => JSON.stringify(item)).join('\n\n');
          const fromLines = await collect(splitJsonLines(chunksOf(lines, size), { file: 'f' }));
          for (const [text, pieces] of [
            [list, fromList],
            [lines, fromLines],
          ] as const) {
            expect(pieces.map(({ bytes }): unknown => JSON.parse(Buffer.from(bytes).toString()))).toEqual(
              items.map((item): unknown => JSON.parse(JSON.stringify(item))),
            );
            for (const { bytes, offset, line: lineNumber } of pieces) {
              const whole = Buffer.from(text);
              expect(whole.subarray(offset, offset + bytes.length)).toEqual(Buffer.from(bytes));
              expect(lineNumber).toBe(whole.subarray(0, offset).toString().split('\n').length);
            }
          }
        },
      ),
    );
  });

  it('refuses a value that is too large before it is held whole', async () => {
    const limits = { file: 'f', maximumBytes: 10 };
    await expect(collect(splitJsonLines(chunksOf('1\n"45678901234"', 4), limits))).rejects.toThrow(
      'line 2: a value is larger than 10 bytes',
    );
    const splitter = new JsonListSplitter('f', limits);
    expect([...splitter.add(Buffer.from('[1,\n"4567'))]).toHaveLength(1);
    expect(() => [...splitter.add(Buffer.from('8901234'))]).toThrow(
      'line 2: a value is larger than 10 bytes',
    );
  });
});
