import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/providers/redact.ts';

describe('redact', () => {
  const key = fc
    .stringMatching(/^[A-Za-z0-9]{8,64}$/)
    .filter((text) => /\d/.test(text) && /[A-Za-z]/.test(text));
  const around = fc.constantFrom(
    '',
    ' ',
    '"',
    "'",
    ': ',
    '=',
    '(',
    '/',
    '?',
    '#',
    '@',
    ',',
    '{"key":"',
    '\n',
    '-',
    '_',
  );

  it('leaves no key in any text', () => {
    fc.assert(
      fc.property(key, fc.lorem(), around, around, fc.lorem(), (secret, start, before, after, end) => {
        expect(redact(`${start}${before}${secret}${after}${end}`)).not.toContain(secret);
      }),
    );
  });

  it.each([
    "This model's maximum context length is 131072 tokens.",
    "Unsupported parameter: 'max_tokens' (gpt-4o-2024-08-06). Why? Try again in 2.4s.",
    'The model `meta-llama/Llama-3.3-70B-Instruct` does not exist.',
  ])('leaves a text without keys as it is: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes time in proportion to the length of any text', () => {
    const texts = ['/', '?', 'key=', '//', ' ', 'a', '-', 'bearer '].map((part) => part.repeat(200_000));
    for (const text of texts) expect(redact(text).length).toBeLessThanOrEqual(text.length * 4);
  });
});
