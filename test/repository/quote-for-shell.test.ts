import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteForShell } from '../../src/repository/detection/quote-for-shell.ts';

it.each([
  ['requirements/test.txt', 'requirements/test.txt'],
  ['pytest==8.0', 'pytest==8.0'],
  ['pytest>=8', "'pytest>=8'"],
  ['.[test]', "'.[test]'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
  ['~', "'~'"],
])('writes %j as %s', (argument, quoted) => {
  expect(quoteForShell(argument)).toBe(quoted);
});

it('gives a shell the same words back', () => {
  const word = fc
    .string({ unit: 'binary', maxLength: 20 })
    .filter((text) => !text.includes('\0') && text.isWellFormed());
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
      const script = `printf '%s\\0' ${words.map(quoteForShell).join(' ')}`;
      const output = execFileSync('sh', ['-c', script]).toString();
      expect(output.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 50 },
  );
});
