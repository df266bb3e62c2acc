import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { NumberMap } from '../../src/validation/number-map.ts';
import { SeenFiles } from '../../src/validation/seen-files.ts';

const largest = 2 ** 53 - 2;
const key = fc.oneof(
  fc.nat(40),
  fc.maxSafeNat().map((value) => Math.min(value, largest)),
  fc.constantFrom(0, largest),
);

describe('NumberMap', () => {
  it('holds what a Map holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key), { maxLength: 3000, size: 'max' }), (entries) => {
        const [expected, actual] = [new Map<number, number>(), new NumberMap()];
        for (const [name, value] of entries) {
          expect(actual.get(name)).toBe(expected.get(name));
          expected.set(name, value);
          actual.set(name, value);
          expect(actual.size).toBe(expected.size);
        }
        for (const [name, value] of expected) expect(actual.get(name)).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['that follow each other', (index: number) => index],
    ['that are multiples of its size', (index: number) => index * 2 ** 20],
    ['that differ in their upper half only', (index: number) => index * 2 ** 32],
  ])('holds many keys %s', (_, keyOf) => {
    const map = new NumberMap();
    for (let index = 0; index < 100_000; index += 1) map.set(keyOf(index), index);
    expect(map.size).toBe(100_000);
    for (let index = 0; index < 100_000; index += 1) {
      if (map.get(keyOf(index)) !== index) expect.fail(`key ${keyOf(index)}`);
    }
    expect(map.get(keyOf(100_000))).toBeUndefined();
  });
});

describe('SeenFiles', () => {
  it('names the first candidate that made the same files, whatever its id', () => {
    const file = fc.tuple(fc.constantFrom('a.py', 'b.py'), fc.option(fc.string({ maxLength: 1 })));
    const id = fc.oneof(
      fc.stringMatching(/^[0-9a-z]{8}$/),
      fc.string({ maxLength: 10 }),
      fc.constant('00000000'),
    );
    const candidate = fc.record({ files: fc.array(file, { maxLength: 2 }), id });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 50, size: 'max' }), (candidates) => {
        const [firsts, seen] = [new Map<string, string>(), new SeenFiles()];
        for (const { files, id } of candidates) {
          const texts = new Map(files);
          const name = JSON.stringify([...texts].sort(([one], [other]) => one.localeCompare(other)));
          expect(seen.note(texts, id)).toBe(firsts.get(name));
          if (!firsts.has(name)) firsts.set(name, id);
        }
      }),
    );
  });
});
