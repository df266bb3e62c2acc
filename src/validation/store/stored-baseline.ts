import { hash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { parseJson } from '../../json/json-data.ts';
import { createFileSystemError, getErrorCode } from '../../stores/file-system-error.ts';
import { type Baseline, parseBaseline } from '../baseline.ts';
import { readStored } from './damaged-store.ts';

/**
 * The baseline of a store: the one it has, else the one given, else one that is made now, which it then has.
 *
 * @throws {StoreError} when it cannot be read or written.
 * @throws {InvalidArgumentError} when it has another than the one given.
 */
export async function loadBaseline(
  directory: string,
  given: Baseline | undefined,
  make: () => Promise<Baseline>,
): Promise<Baseline> {
  const path = join(directory, 'baseline.json');
  const stored = await readBaseline(path);
  if (stored === undefined) {
    const baseline = given ?? (await make());
    await writeBaseline(path, baseline);
    return baseline;
  }
  if (given !== undefined && !isDeepStrictEqual(toData(given), toData(stored))) {
    throw new InvalidArgumentError({
      argument: 'baseline',
      value: given,
      expected: `the one in \`${path}\`, which the results there were compared with; leave it out, or pass another \`store\``,
    });
  }
  return stored;
}

/** Digest of the tests of a baseline: what their places in it mean. */
export function digestTests({ tests, flaky }: Baseline): string {
  return hash('sha256', JSON.stringify([tests, flaky.map(({ test }) => test)])).slice(0, 16);
}

async function readBaseline(path: string): Promise<Baseline | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined;
    throw createFileSystemError(path, 'read', error);
  }
  const remedy = 'Remove it to have it made again, or pass the path of another store.';
  return readStored({ path, remedy }, () => parseBaseline(parseJson(bytes, { file: path })));
}

/** Writes all of it or nothing, whenever the process is killed. */
async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  const newPath = `${path}.new`;
  try {
    const file = await open(newPath, 'w');
    try {
      await file.writeFile(`${JSON.stringify(baseline)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(newPath, path);
  } catch (error) {
    throw createFileSystemError(path, 'written to', error);
  }
}

/** What JSON keeps of a value. */
function toData(value: Baseline): unknown {
  return JSON.parse(JSON.stringify(value));
}
