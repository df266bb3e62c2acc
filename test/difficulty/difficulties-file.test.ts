import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DataFormatError,
  type DifficultyVerdict,
  estimateDifficulty,
  fixTimes,
  InvalidArgumentError,
  parseDifficulty,
  readDifficulties,
  writeDifficulties,
} from 'bugsmith';

import { createDirectory } from '../providers/support.ts';
import { collect, instanceOf } from './support.ts';

async function fileOf(text: string): Promise<string> {
  const path = join(await createDirectory(), 'dataset_difficulties.jsonl');
  await writeFile(path, text);
  return path;
}

function verdict(instanceId: string, answer: string): DifficultyVerdict {
  return { instanceId, ...parseDifficulty(answer) };
}

describe('writeDifficulties', () => {
  it('writes one row a line as Python does, and the longest time as one SWE-smith counts', async () => {
    const path = join(await createDirectory(), 'new', 'dataset_difficulties.jsonl');
    const ratings = [
      verdict('a.é', '<15 min fix'),
      verdict('b', 'medium'),
      verdict('c', '1-4 hours'),
      verdict('d', '>4 hours'),
      verdict('e', 'no idea'),
    ];
    await writeDifficulties(path, ratings);
    expect(await readFile(path, 'utf8')).toBe(
      String.raw`{"instance_id": "a.\u00e9", "difficulty": "<15 min fix"}
{"instance_id": "b", "difficulty": "15 min - 1 hour"}
{"instance_id": "c", "difficulty": "1-4 hours"}
{"instance_id": "d", "difficulty": "1-4 hours"}
{"instance_id": "e", "difficulty": "error"}
`,
    );
    await writeDifficulties(path, ratings, { keepLongest: true, onlyRated: true });
    expect((await readFile(path, 'utf8')).split('\n').slice(3)).toEqual([
      '{"instance_id": "d", "difficulty": ">4 hours"}',
      '',
    ]);
  });

  it('refuses what is no rating, and leaves what was there', async () => {
    const path = await fileOf('before');
    const estimate = await estimateDifficulty(instanceOf('a'));
    const write = writeDifficulties(path, [estimate as unknown as DifficultyVerdict]);
    await expect(write).rejects.toSatisfy((error) => InvalidArgumentError.isInstance(error));
    expect(await readFile(path, 'utf8')).toBe('before');
  });
});

describe('readDifficulties', () => {
  it('reads what writeDifficulties wrote', async () => {
    const rows = fc.array(
      fc.record({ id: fc.string({ minLength: 1, unit: 'binary' }), time: fc.constantFrom(...fixTimes) }),
      { maxLength: 10 },
    );
    const path = join(await createDirectory(), 'a.jsonl');
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const ratings = all.map(({ id, time }) => verdict(id, time));
        await writeDifficulties(path, ratings, { keepLongest: true });
        expect(await collect(readDifficulties(path))).toEqual(ratings);
      }),
      { numRuns: 12 },
    );
  });

  it('reads times, labels, what models answered, and rows of failures', async () => {
    const path = await fileOf(
      [
        '{"instance_id": "a", "difficulty": "<15 min fix"}',
        '{"instance_id":"b","difficulty":"medium","more":1}',
        '',
        '{"instance_id": "c", "difficulty": "1-4 hours\\n\\nIt is far from the symptom."}',
        '{"instance_id": "d", "difficulty": ">4 hours"}',
        '{"instance_id": "e", "difficulty": "error"}',
        '{"instance_id": "f", "difficulty": null}',
        '{"instance_id": "g", "difficulty": "who knows"}',
      ].join('\r\n'),
    );
    const all = await collect(readDifficulties(path));
    expect(all.map((row) => (row.status === 'rated' ? row.label : row.reason))).toEqual([
      'easy',
      'medium',
      'hard',
      'hard',
      'recorded-error',
      'recorded-error',
      'no-label',
    ]);
  });

  it('names the last line when it is cut off, after the rows before it, or does without it', async () => {
    const whole = '{"instance_id": "a", "difficulty": "easy"}\n';
    const line = '{"instance_id": "b", "difficulty": "hard"}';
    for (let length = 1; length < line.length; length += 1) {
      const path = await fileOf(whole + line.slice(0, length));
      const rows: DifficultyVerdict[] = [];
      const read = async (): Promise<void> => {
        for await (const row of readDifficulties(path)) rows.push(row);
      };
      await expect(read()).rejects.toSatisfy(
        (error) => DataFormatError.isInstance(error) && error.line === 2 && error.reason.includes('cut off'),
      );
      expect(rows).toHaveLength(1);
      expect(await collect(readDifficulties(path, { ignoreCutOffLine: true }))).toHaveLength(1);
    }
  });

  it.each([
    [
      'a line in the middle that is no JSON',
      '{"instance_id": "a"\n{"instance_id": "b", "difficulty": "easy"}\n',
      1,
      undefined,
    ],
    ['a row without difficulty', '{"instance_id": "a"}\n', 1, 'difficulty'],
    [
      'a row of another form at the end',
      '{"instance_id": "a", "difficulty": "easy"}\n{"instance_id": 1}',
      2,
      'instance_id',
    ],
  ])('refuses %s, naming line and field', async (_, text, line, field) => {
    const path = await fileOf(text);
    await expect(collect(readDifficulties(path, { ignoreCutOffLine: true }))).rejects.toSatisfy(
      (error) =>
        DataFormatError.isInstance(error) &&
        error.line === line &&
        error.field === field &&
        error.file === path,
    );
  });
});
