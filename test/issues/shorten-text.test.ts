import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, shortenText } from 'bugsmith';

const mark = /^\[\.\.\. (\d+) (line|character)s? left out \.\.\.\]\n/m;

/** Splits a shortened text where it was cut; fails when it does not say where. */
function parts(shortened: string): { head: string; count: number; unit: string | undefined; tail: string } {
  const found = mark.exec(shortened);
  if (found === null) throw new Error(`no mark in ${JSON.stringify(shortened)}`);
  return {
    head: shortened.slice(0, found.index),
    count: Number(found[1]),
    unit: found[2],
    tail: shortened.slice(found.index + found[0].length),
  };
}

const counters = {
  'four bytes a token': undefined,
  'a token a character': (text: string): number => text.length,
  words: (text: string): number => text.split(/\s+/).length,
};

describe('shortening a text', () => {
  it('leaves one that fits as it is', () => {
    expect(shortenText('a\nb', { maxTokens: 1 })).toEqual({ text: 'a\nb', shortening: undefined });
  });

  it('takes lines out of the middle and says how many', () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('');
    const { text: shorter, shortening } = shortenText(text, { input: 'log', maxTokens: 30 });
    expect(shorter).toBe(
      'line 0\nline 1\nline 2\nline 3\nline 4\n[... 89 lines left out ...]\nline 94\nline 95\nline 96\nline 97\nline 98\nline 99\n',
    );
    expect(shortening).toEqual({ input: 'log', fromTokens: 198, toTokens: 28 });
  });

  it('cuts inside a line that is too long alone', () => {
    const { text } = shortenText('x'.repeat(1000), { maxTokens: 20 });
    expect(text).toBe(`${'x'.repeat(23)}\n[... 955 characters left out ...]\n${'x'.repeat(22)}`);
  });

  it('leaves no more than the mark where nothing else has room', () => {
    expect(shortenText('x'.repeat(1000), { maxTokens: 1 }).text).toBe('[... 1000 characters left out ...]\n');
  });

  it.each([0, -1, Number.NaN])('refuses %s tokens', (maxTokens) => {
    expect(() => shortenText('a', { maxTokens })).toThrow(InvalidArgumentError);
  });

  const texts = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('a b', '', '\r', '\t', '😀'.repeat(90)),
      ),
      { minLength: 5, maxLength: 80, size: '+1' },
    )
    .map((pieces) => pieces.join('\n'));

  it.each(Object.entries(counters))(
    'fits, and keeps both ends of any text, counting %s',
    (_, countTokens) => {
      let shortened = 0;
      fc.assert(
        fc.property(texts, fc.integer({ min: 40, max: 120 }), (text, maxTokens) => {
          const { text: shorter, shortening } = shortenText(text, { maxTokens, countTokens });
          if (shortening === undefined) {
            expect(shorter).toBe(text);
            return;
          }
          shortened += 1;
          expect(shortening.toTokens).toBeLessThanOrEqual(maxTokens);
          expect(shortening.fromTokens).toBeGreaterThan(maxTokens);
          expect(shorter.isWellFormed()).toBe(true);
          const { head, tail, count, unit } = parts(shorter);
          const start = text.startsWith(head) ? head : head.slice(0, -1);
          expect(text.startsWith(start)).toBe(true);
          expect(text.endsWith(tail)).toBe(true);
          const middle = text.slice(start.length, text.length - tail.length);
          expect(unit === 'line' ? middle.split(/(?<=\n)/).length : middle.length).toBe(count);
        }),
        { numRuns: 200 },
      );
      expect(shortened).toBeGreaterThan(10);
    },
  );
});
