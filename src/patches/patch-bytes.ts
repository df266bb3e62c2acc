const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Turns bytes into text without losing any: UTF-8, with each byte that is not part of valid UTF-8 as the
 * code unit U+DC00 plus the byte.
 *
 * `encodePatch` is its exact inverse.
 *
 * @source Python's `surrogateescape` error handler (PEP 383).
 */
export function decodePatch(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/**
 * Turns the text of {@link decodePatch} back into the same bytes.
 *
 * A lone surrogate outside U+DC80 to U+DCFF stands for no byte and becomes U+FFFD.
 */
export function encodePatch(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  // Split before and after each lone surrogate of the escape range; pairs stay together under the `u` flag.
  for (const part of text.split(/([\uDC80-\uDCFF]+)/u)) {
    const isEscape = /^[\uDC80-\uDCFF]/u.test(part);
    parts.push(
      isEscape
        ? Uint8Array.from({ length: part.length }, (_, index) => part.charCodeAt(index) - 0xdc00)
        : encoder.encode(part),
    );
  }
  return concatenate(parts);
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  let index = 0;
  while (index < bytes.length) {
    const length = validSequenceLength(bytes, index);
    if (length > 0) {
      index += length;
      continue;
    }
    text += strictDecoder.decode(bytes.subarray(start, index));
    text += String.fromCharCode(0xdc00 + (bytes[index] ?? 0));
    index += 1;
    start = index;
  }
  return text + strictDecoder.decode(bytes.subarray(start));
}

/** Length of the well-formed UTF-8 sequence that starts at `index`, or 0 when there is none. */
function validSequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    strictDecoder.decode(bytes.subarray(index, index + length));
    return index + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
