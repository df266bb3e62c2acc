import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { stringifyLikePython } from '../../src/instances/python-json.ts';

/** What Python itself makes of JSON texts: on one line, and indented by 4 and by 2. */
function dumpWithPython(texts: readonly string[]): [string, string, string][] {
  const program = `
import json, sys
values = [json.loads(text) for text in json.load(sys.stdin)]
print(json.dumps([[json.dumps(v), json.dumps(v, indent=4), json.dumps(v, indent=2)] for v in values]))`;
  const output = execFileSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' });
  return JSON.parse(output) as [string, string, string][];
}

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: codeUnit }),
  fc.string({
    unit: fc.constantFrom('\udc80', '\udcff', '\ud83d', '\ude00', '\u007f', '\u2028', '"', '\\', '\n'),
  }),
);
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.integer({ min: 1, max: 99_999 }).map((value) => value / 1e9),
  fc.integer().map((value) => value / 100 + 0),
);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number.map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(text, tie('value')),
  ),
}));

describe('stringifyLikePython', () => {
  it('writes what Python writes', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 100, maxLength: 200 }), (values) => {
        const expected = dumpWithPython(values.map((value) => JSON.stringify(value)));
        const actual = values.map((value) => [
          stringifyLikePython(value),
          stringifyLikePython(value, 4),
          stringifyLikePython(value, 2),
        ]);
        expect(actual).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(stringifyLikePython(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ['\udc80 \udcff', String.raw`"\udc80 \udcff"`],
    ['\u{1f600}é\u007f', String.raw`"\ud83d\ude00\u00e9\u007f"`],
    [0.000032, '3.2e-05'],
    [1e-7, '1e-07'],
    [0.0001, '0.0001'],
    [1.5e300, '1.5e+300'],
    [-0, '-0.0'],
    [[], '[]'],
    [{}, '{}'],
    [undefined, 'null'],
    [Number.NaN, 'null'],
    [12345678901234567890n, '12345678901234567890'],
    [{ a: undefined, b: [undefined], c: new Date(0) }, '{"b": [null], "c": "1970-01-01T00:00:00.000Z"}'],
  ])('writes %o', (value, expected) => {
    expect(stringifyLikePython(value)).toBe(expected);
  });

  it('refuses values that have no end', () => {
    const circle: unknown[] = [];
    circle.push([circle]);
    expect(() => stringifyLikePython(circle)).toThrow(InvalidArgumentError);
  });
});
