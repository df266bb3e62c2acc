import { lstat, readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { readWholeFile } from '../../instances/read-chunks.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import { findPathProblem } from '../../patches/repository-path.ts';
import { type BundleManifest, bundleManifestSchema, manifestName } from './bundle-manifest.ts';
import { hashFile } from './bundle-writer.ts';

/**
 * What does not match: a file is `missing`, has `changed`, is `unexpected` as the manifest does not name it, or is
 * `unsafe`, as its path leaves the bundle or it is no regular file; it is not read then.
 */
export type BundleProblem = {
  readonly kind: 'missing' | 'changed' | 'unexpected' | 'unsafe';
  /** Relative to the bundle. */
  readonly path: string;
};

/** What {@link verifyBundle} found. */
export type BundleCheck = {
  readonly manifest: BundleManifest;
  /** Empty when the bundle is as it was written; else sorted by path. */
  readonly problems: readonly BundleProblem[];
};

/**
 * Compares the files of a bundle with its manifest, by name, size and SHA-256.
 *
 * @throws {DataFormatError} when there is no manifest or it does not have the form of one.
 */
export async function verifyBundle(directory: string): Promise<BundleCheck> {
  const file = join(directory, manifestName);
  const value = parseJson(await readWholeFile(file), { file });
  const manifest = checkData(bundleManifestSchema, value, { file });
  const problems: BundleProblem[] = [];
  const expected = new Set([manifestName]);
  for (const entry of manifest.files) {
    expected.add(entry.path);
    const kind = await findProblem(directory, entry);
    if (kind !== undefined) problems.push({ kind, path: entry.path });
  }
  for (const path of await listFiles(directory)) {
    if (!expected.has(path)) problems.push({ kind: 'unexpected', path });
  }
  const byPath = (one: BundleProblem, other: BundleProblem): number => (one.path < other.path ? -1 : 1);
  return { manifest, problems: problems.sort(byPath) };
}

async function findProblem(
  directory: string,
  { path, bytes, sha256 }: BundleManifest['files'][number],
): Promise<BundleProblem['kind'] | undefined> {
  if (findPathProblem(path) !== null || (await passesLink(directory, path))) return 'unsafe';
  const place = join(directory, path);
  const facts = await lstat(place).catch(() => undefined);
  if (facts === undefined) return 'missing';
  if (!facts.isFile()) return 'unsafe';
  if (facts.size !== bytes) return 'changed';
  return (await hashFile(place)).sha256 === sha256 ? undefined : 'changed';
}

/** Whether a folder on the way to a file is a link, which could lead anywhere. */
async function passesLink(directory: string, path: string): Promise<boolean> {
  const parts = path.split('/').slice(0, -1);
  for (let count = 1; count <= parts.length; count += 1) {
    const facts = await lstat(join(directory, ...parts.slice(0, count))).catch(() => undefined);
    if (facts?.isSymbolicLink() === true) return true;
  }
  return false;
}

async function listFiles(directory: string): Promise<string[]> {
  const top = resolve(directory);
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(top, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
