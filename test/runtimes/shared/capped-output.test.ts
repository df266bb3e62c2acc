import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CappedOutput } from '../../../src/runtimes/shared/capped-output.ts';

describe('CappedOutput', () => {
  it('keeps everything that fits, however it is cut into chunks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(20)), fc.nat(50), (text, cuts, room) => {
        const bytes = Buffer.from(text);
        const output = collect(bytes, cuts, bytes.length + room);
        expect(output.isTruncated).toBe(false);
        expect(output.toString()).toBe(text);
      }),
    );
  });

  it('keeps the first and the last bytes of what does not fit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300, size: 'max' }),
        fc.array(fc.nat(20)),
        fc.nat(200),
        (text, cuts, limit) => {
          const bytes = Buffer.from(text);
          fc.pre(limit < bytes.length);
          const output = collect(bytes, cuts, limit);
          expect(output.isTruncated).toBe(true);
          const parts =
            /^(?<head>.*?)\n?\[\.\.\. (?<missing>\d+) bytes left out \.\.\.\]\n(?<tail>.*)$/su.exec(
              output.toString(),
            )?.groups;
          const head = parts?.['head'] ?? '(none)';
          const tail = parts?.['tail'] ?? '(none)';
          const keptBytes = Buffer.byteLength(head) + Buffer.byteLength(tail);
          expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
          expect(Number(parts?.['missing'])).toBe(bytes.length - keptBytes);
          // A character that would be cut is left out, on either side.
          expect(keptBytes).toBeLessThanOrEqual(limit);
          expect(keptBytes).toBeGreaterThanOrEqual(limit - 6);
        },
      ),
    );
  });

  it('replaces bytes that are not UTF-8', () => {
    const output = new CappedOutput(10);
    for (let count = 0; count < 30; count += 1) output.append(Uint8Array.of(0x80));
    expect(output.toString()).toBe(
      `${'\ufffd'.repeat(5)}\n[... 20 bytes left out ...]\n${'\ufffd'.repeat(5)}`,
    );
  });
});

function collect(bytes: Uint8Array, cuts: readonly number[], limit: number): CappedOutput {
  const output = new CappedOutput(limit);
  let start = 0;
  for (const length of cuts) {
    output.append(bytes.subarray(start, start + length));
    start += length;
  }
  output.append(bytes.subarray(start));
  return output;
}
