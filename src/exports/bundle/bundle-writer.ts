import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { findPathProblem } from '../../patches/repository-path.ts';
import { type BundleFile, manifestName } from './bundle-manifest.ts';

/** Pieces of a file: text is written as UTF-8. */
export type FilePieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Writes the files of a bundle beside its place and moves them there together. */
export class BundleWriter {
  /** Files written so far. */
  readonly files: BundleFile[] = [];
  readonly #directory: string;
  readonly #working: string;

  private constructor(directory: string, working: string) {
    this.#directory = directory;
    this.#working = working;
  }

  /**
   * Begins a bundle; until it is placed, `directory` stays as it is.
   *
   * @throws {InvalidArgumentError} when the directory holds something else than a bundle.
   */
  static async open(directory: string): Promise<BundleWriter> {
    if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
      throw new InvalidArgumentError({
        argument: 'options.directory',
        value: directory,
        expected: 'the path of a folder',
      });
    }
    const place = resolve(directory);
    await checkPlace(place);
    await mkdir(dirname(place), { recursive: true });
    return new BundleWriter(place, await mkdtemp(join(dirname(place), '.bugsmith-')));
  }

  /** Path of the bundle's place. */
  get directory(): string {
    return this.#directory;
  }

  /** Writes a file piece by piece. */
  async write(path: string, pieces: FilePieces): Promise<void> {
    const place = await this.prepare(path);
    const handle = await open(place, 'wx');
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
    } finally {
      await handle.close();
    }
    await this.add(path);
  }

  /** Where a file of the bundle is to be written by someone else, who then calls `add`. */
  async prepare(path: string): Promise<string> {
    const problem = findPathProblem(path);
    if (problem !== null)
      throw new InvalidArgumentError({ argument: 'path', value: path, expected: problem });
    const place = join(this.#working, 'bundle', path);
    await mkdir(dirname(place), { recursive: true });
    return place;
  }

  /** Takes a file that is there now into the list. */
  async add(path: string): Promise<void> {
    this.files.push({ path, ...(await hashFile(join(this.#working, 'bundle', path))) });
  }

  /** Moves the bundle to its place, where it takes that of an earlier one. */
  async place(): Promise<void> {
    await checkPlace(this.#directory);
    const earlier = join(this.#working, 'earlier');
    const isReplacing = await rename(this.#directory, earlier).then(
      () => true,
      () => false,
    );
    try {
      await rename(join(this.#working, 'bundle'), this.#directory);
    } catch (error) {
      if (isReplacing) await rename(earlier, this.#directory);
      throw error;
    }
  }

  /** Removes what was not placed. */
  async close(): Promise<void> {
    await rm(this.#working, { recursive: true, force: true });
  }
}

/** Size and hash of a file, read piece by piece. */
export async function hashFile(place: string): Promise<Omit<BundleFile, 'path'>> {
  const sum = createHash('sha256');
  let bytes = 0;
  const handle = await open(place);
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      sum.update(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
    }
  } finally {
    await handle.close();
  }
  return { bytes, sha256: sum.digest('hex') };
}

async function checkPlace(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: unknown): string[] => {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) return [directory];
    throw error;
  });
  if (names.length === 0 || names.includes(manifestName)) return;
  throw new InvalidArgumentError({
    argument: 'options.directory',
    value: directory,
    expected: `a folder that is not there, is empty, or holds a bundle, but \`${basename(directory)}\` holds other files`,
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
