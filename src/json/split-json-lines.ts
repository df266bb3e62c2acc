import { type JsonPiece, isSpace, PieceBuilder, type PieceLimits } from './json-pieces.ts';

/**
 * Splits a file at its line feeds, and only there: JSON may hold other line separators as they are. Blank
 * lines are passed over.
 */
export async function* splitJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  { file, ...limits }: { readonly file: string } & PieceLimits,
): AsyncIterable<JsonPiece> {
  const builder = new PieceBuilder(file, limits);
  let line = 1;
  let lineOffset = 0;
  let chunkOffset = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      builder.add(chunk.subarray(start, end), line);
      const bytes = builder.take();
      if (!bytes.every(isSpace)) yield { bytes, offset: lineOffset, line };
      line += 1;
      start = end + 1;
      lineOffset = chunkOffset + start;
    }
    builder.add(chunk.subarray(start), line);
    chunkOffset += chunk.length;
  }
  const bytes = builder.take();
  if (!bytes.every(isSpace)) yield { bytes, offset: lineOffset, line };
}
