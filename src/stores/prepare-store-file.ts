import { StoreError } from '../errors/store-error.ts';
import { readStoreLines } from './read-store-lines.ts';
import type { StoreFile } from './store-file.ts';
import { checkHeader, headerStart } from './store-header.ts';

/** Makes a file that was just opened a store of complete lines, the first of which is `headerLine`. */
export async function prepareStoreFile(path: string, file: StoreFile, headerLine: Buffer): Promise<void> {
  const start = await file.readAt(0, headerStart.length);
  if (!headerStart.startsWith(start.toString('latin1'))) {
    throw new StoreError(
      `\`${path}\` is not a store: its first line is another. Pass the path of a store, or of a new file.`,
      { reason: 'not-a-store', path, line: 1 },
    );
  }
  const size = await file.findEndOfLines();
  if (size === 0) {
    // Nothing was ever stored: the file is new, or making it was interrupted.
    await file.cut(0);
    await file.append(headerLine);
    return;
  }
  for await (const header of readStoreLines(path, file.readChunks(size))) {
    checkHeader(header, JSON.parse(headerLine.toString()), path);
    break;
  }
  if (size < file.size) await file.cut(size);
}
