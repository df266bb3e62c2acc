import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';

import { DataFormatError } from '../errors/data-format-error.ts';

/** Reads a file in pieces. @throws {DataFormatError} when it cannot be read. */
export async function* readChunks(file: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Uint8Array;
  } catch (cause) {
    throw new DataFormatError({
      file,
      reason: `the file cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  }
}

/** Reads a whole file. @throws {DataFormatError} when it cannot be read. */
export async function readWholeFile(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Reads a whole file, or gives `undefined` when there is no regular file of that name.
 *
 * @throws {DataFormatError} when there is one and it cannot be read.
 */
export async function readFileIfPresent(file: string): Promise<Uint8Array | undefined> {
  return (await isRegularFile(file)) ? readWholeFile(file) : undefined;
}

/** Whether there is a file of that name that is no link, folder or device. */
export async function isRegularFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
