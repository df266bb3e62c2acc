import { DataFormatError } from '../errors/data-format-error.ts';
import { StoreError } from '../errors/store-error.ts';
import { parseJson } from '../json/json-data.ts';
import type { JsonValue } from '../json/json-value.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { createFileSystemError } from './file-system-error.ts';

/** Parses the lines of a store, the first one included. */
export async function* readStoreLines(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<JsonValue> {
  try {
    for await (const { bytes, line } of splitJsonLines(chunks, { file: path })) {
      yield parseJson(bytes, { file: path, line }) as JsonValue;
    }
  } catch (error) {
    throw error instanceof DataFormatError
      ? createDamagedError(path, error)
      : createFileSystemError(path, 'read', error);
  }
}

function createDamagedError(path: string, cause: DataFormatError): StoreError {
  const { line = 1, reason } = cause;
  return new StoreError(
    `Line ${line} of the store \`${path}\` is damaged: ${reason}. The other lines are still there; correct that ` +
      'line, or remove it to have its work done again.',
    { reason: 'damaged', path, line, cause },
  );
}
