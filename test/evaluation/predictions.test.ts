import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Prediction, readPredictions, writePredictions } from 'bugsmith';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-predictions-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function read(name: string, text: string): Promise<Prediction[]> {
  const path = join(directory, name);
  await writeFile(path, text);
  return Array.fromAsync(readPredictions(path));
}

const one = { instance_id: 'a', model_name_or_path: 'm', model_patch: 'p' };
const two = { instance_id: 'b', model_name_or_path: 'm', model_patch: null };

describe('readPredictions', () => {
  it.each([
    ['a list', 'list.json', JSON.stringify([one, two], null, 2)],
    [
      'a list after a byte order mark',
      'marked.json',
      `\uFEFF [${JSON.stringify(one)},${JSON.stringify(two)}]`,
    ],
    ['an object by id', 'dict.json', JSON.stringify({ a: one, b: two }, null, 4)],
    ['lines', 'lines.jsonl', `${JSON.stringify(one)}\n\n${JSON.stringify(two)}\n`],
    ['lines of another name', 'all_preds.txt', `${JSON.stringify(one)}\r\n${JSON.stringify(two)}`],
  ])('reads %s', async (_, name, text) => {
    expect(await read(name, text)).toEqual([one, two]);
  });

  it('reads what is left out, bare patches, single predictions, and keeps other fields', async () => {
    expect(
      await read('bare.json', '{"a": "diff", "b": null, "c": {"model_patch": "x", "cost": 0.5}}'),
    ).toEqual([
      { instance_id: 'a', model_name_or_path: 'unknown', model_patch: 'diff' },
      { instance_id: 'b', model_name_or_path: 'unknown', model_patch: null },
      { instance_id: 'c', model_name_or_path: 'unknown', model_patch: 'x', cost: 0.5 },
    ]);
    expect(await read('one.pred.json', JSON.stringify(one))).toEqual([one]);
    expect(await read('absent.jsonl', '{"instance_id": "a"}')).toEqual([
      { instance_id: 'a', model_name_or_path: 'unknown', model_patch: null },
    ]);
  });

  it.each([
    ['wrong.jsonl', '{"instance_id": "a"}\n{"instance_id": "b", "model_patch": 5}\n', 2, 'model_patch'],
    ['no-id.jsonl', '\n{"model_patch": "x"}\n', 2, 'instance_id'],
    ['cut.jsonl', '{"instance_id": "a"}\n{"instance_id"', 2, undefined],
    ['wrong.json', '[{"instance_id": "a"},\n {"instance_id": ""}]', 2, 'instance_id'],
    ['wrong-dict.json', '{\n "a": {"model_patch": "a"},\n "b": {"model_patch": []}}', 3, 'model_patch'],
    ['number.json', '{\n "a": 5}', 2, '["a"]'],
    ['other-id.json', '{"a": {"instance_id": "b"}}', 1, 'instance_id'],
    ['text.json', '"gold"', 1, undefined],
    ['empty.json', ' \n', undefined, undefined],
  ])('says what is wrong in %s', async (name, text, line, field) => {
    await expect(read(name, text)).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      file: join(directory, name),
      line,
      field,
    });
  });

  it('says that a file is not there', async () => {
    await expect(Array.fromAsync(readPredictions(join(directory, 'none.json')))).rejects.toMatchObject({
      code: 'DATA_FORMAT',
    });
  });
});

describe('writePredictions', () => {
  it('writes an object by id as Python does', async () => {
    const path = join(directory, 'new', 'preds.json');
    await writePredictions(path, [{ ...one, model_patch: 'é\n' }, two]);
    expect(await readFile(path, 'utf8')).toBe(
      '{\n    "a": {\n        "instance_id": "a",\n        "model_name_or_path": "m",\n' +
        '        "model_patch": "\\u00e9\\n"\n    },\n    "b": {\n        "instance_id": "b",\n' +
        '        "model_name_or_path": "m",\n        "model_patch": null\n    }\n}',
    );
    await writePredictions(path, []);
    expect(await readFile(path, 'utf8')).toBe('{}');
  });

  it('refuses two of one instance, and what is no prediction, and leaves the file as it was', async () => {
    const path = join(directory, 'kept.json');
    await writePredictions(path, [one]);
    const before = await readFile(path, 'utf8');
    await expect(writePredictions(path, [one, one])).rejects.toMatchObject({
      argument: 'predictions[1].instance_id',
    });
    await expect(
      writePredictions(path, [{ ...one, model_patch: 1 as unknown as string }]),
    ).rejects.toMatchObject({ argument: 'predictions[0].model_patch', value: 1 });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('writes what readPredictions reads, whatever it holds', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const prediction = fc.record({
      instance_id: fc.string({ minLength: 1, maxLength: 8 }),
      model_name_or_path: text,
      model_patch: fc.option(text),
      extra: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(prediction, { selector: ({ instance_id }) => instance_id, maxLength: 5 }),
        fc.constantFrom('random.json', 'random.jsonl'),
        async (predictions, name) => {
          const path = join(directory, name);
          await writePredictions(path, predictions);
          const read = await Array.fromAsync(readPredictions(path));
          const byId = (list: readonly Prediction[]): Prediction[] =>
            list.toSorted((a, b) => (a.instance_id < b.instance_id ? -1 : 1));
          // Python's form has a negative zero, which that of JavaScript has not.
          const asJson = (list: readonly Prediction[]): Prediction[] =>
            JSON.parse(JSON.stringify(list)) as Prediction[];
          // An object gives ids that are numbers first.
          expect(byId(asJson(read))).toEqual(byId(asJson(predictions)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
