import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';

import type { DecodedSource } from '../language.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();
const cookie = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/**
 * Reads a Python file's bytes as Python does: UTF-8 unless a coding cookie in the first two lines says
 * otherwise. A byte order mark stays part of the text.
 *
 * @source PEP 263.
 */
export function decodePython(bytes: Uint8Array): DecodedSource | { readonly reason: string } {
  const name = findEncoding(bytes);
  if (/^utf-?8(-sig)?$/.test(name)) {
    try {
      return { text: strictUtf8.decode(bytes), encode: (text) => utf8Encoder.encode(text) };
    } catch {
      return { reason: 'it is not valid UTF-8 and has no coding cookie that says what else it is' };
    }
  }
  if (!iconv.encodingExists(name)) return { reason: `its encoding \`${name}\` is not known` };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = iconv.decode(buffer, name, { stripBOM: false });
  const encode = (part: string): Uint8Array => iconv.encode(part, name, { addBOM: false });
  if (!buffer.equals(encode(text)))
    return { reason: `it is not valid ${name}, which its coding cookie names` };
  return { text, encode };
}

function findEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const lines = Buffer.from(bytes.subarray(0, 1000))
    .toString('latin1')
    .split(/\r\n|\r|\n/, 2);
  const first = cookie.exec(lines[0] ?? '');
  // The second line counts only when the first holds no code.
  const match = first ?? (/^[ \t\f]*(?:#.*)?$/.test(lines[0] ?? '') ? cookie.exec(lines[1] ?? '') : null);
  const name = (match?.[1] ?? 'utf-8').toLowerCase().replaceAll('_', '-');
  // As Python does, for what Emacs appends: `utf-8-unix`.
  return name.replace(/^(utf-8|latin-1|iso-8859-1|iso-latin-1)-.*$/, '$1');
}
