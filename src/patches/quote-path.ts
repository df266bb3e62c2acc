import { decodePatch, encodePatch } from './patch-bytes.ts';

const named = new Map<number, string>([
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [34, '"'],
  [92, '\\'],
]);
const byLetter = new Map<string, number>([...named].map(([byte, letter]) => [letter, byte]));

/** A path as git writes it in a diff: in double quotes with escapes when it holds unusual characters. */
export function quotePath(path: string): string {
  let quoted = '';
  let isUnusual = false;
  for (const byte of encodePatch(path)) {
    const letter = named.get(byte);
    if (letter !== undefined) {
      quoted += `\\${letter}`;
      isUnusual = true;
    } else if (byte < 32 || byte >= 127) {
      quoted += `\\${byte.toString(8).padStart(3, '0')}`;
      isUnusual = true;
    } else {
      quoted += String.fromCharCode(byte);
    }
  }
  return isUnusual ? `"${quoted}"` : path;
}

/** Reads what {@link quotePath} wrote; `null` when the quotes or an escape are malformed. */
export function unquotePath(text: string): string | null {
  if (!text.startsWith('"')) return text;
  if (text.length < 2 || !text.endsWith('"')) return null;
  const inner = text.slice(1, -1);
  if (!/^(?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*$/.test(inner)) return null;
  const pieces = inner.match(/\\(?:[0-3][0-7]{2}|.)|[^\\]+/g) ?? [];
  const bytes = pieces.flatMap((piece) => {
    if (!piece.startsWith('\\')) return [...encodePatch(piece)];
    return [byLetter.get(piece.slice(1)) ?? Number.parseInt(piece.slice(1), 8)];
  });
  return decodePatch(Uint8Array.from(bytes));
}
