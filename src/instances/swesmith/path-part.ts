import { createHash } from 'node:crypto';

import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';

const maximumPartBytes = 255;
/** Leaves room for the rest of an instance's id, which names a folder too. */
const maximumMirrorBytes = 170;

/**
 * Turns any text into the name of one file or folder: slashes become `__`, what could leave the folder or
 * cannot be named becomes `_`, and names too long for a file system are cut and told apart by a hash.
 */
export function toPathPart(text: string): string {
  const name = text
    .replaceAll('/', '__')
    .replaceAll(/[\0\\]/g, '_')
    .replace(/^\.{0,2}$/, (dots) => `_${dots}`);
  if (Buffer.byteLength(name) <= maximumPartBytes) return name;
  const hash = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 16);
  return `${cutToBytes(name, maximumPartBytes - hash.length - 1)}-${hash}`;
}

/** Refuses a name given by the caller that does not name one folder. */
export function checkFolderName(argument: string, name: string): void {
  if (toPathPart(name) !== name || Buffer.byteLength(name) > maximumMirrorBytes) {
    throw new InvalidArgumentError({
      argument,
      value: name,
      expected: `a name for one folder, at most ${maximumMirrorBytes} bytes long`,
    });
  }
}

function cutToBytes(text: string, maximumBytes: number): string {
  let size = 0;
  let result = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > maximumBytes) break;
    result += character;
  }
  return result;
}
