import { chmod, lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkPaths } from '../../repository/check-paths.ts';
import type { Repository, RepositoryFileContent } from '../../repository/repository.ts';
import { removeDirectory } from './remove-directory.ts';
import { nullWhenMissing } from '../shared/system-error.ts';

/**
 * Writes every file of a repository into an existing directory, as committed.
 *
 * What is in the way is replaced, files that are right already are left alone, and all others stay.
 *
 * @throws {RepositoryError} when a path of the repository would lead outside the directory.
 */
export async function writeRepository(
  repository: Repository,
  directory: string,
  abortSignal: AbortSignal | undefined,
): Promise<void> {
  const readyDirectories = new Set<string>();
  checkPaths(repository.files, repository.mirrorName);
  const paths = repository.files.map(({ path }) => path);
  const pending = new Set(paths);
  for await (const file of repository.readFiles(paths)) {
    abortSignal?.throwIfAborted();
    if (!pending.delete(file.path)) throw new Error(`\`${file.path}\` was read without being asked for`);
    await ensureDirectory(dirname(file.path), directory, readyDirectories);
    await writeEntry(file, join(directory, file.path));
  }
  if (pending.size > 0) throw new Error(`${pending.size} of its files could not be read`);
}

/** Makes a directory and those above it; files and symbolic links in the way are removed. */
async function ensureDirectory(path: string, root: string, ready: Set<string>): Promise<void> {
  if (path === '.' || ready.has(path)) return;
  await ensureDirectory(dirname(path), root, ready);
  const absolutePath = join(root, path);
  const stats = await nullWhenMissing(lstat(absolutePath));
  if (stats?.isDirectory() !== true) {
    await rm(absolutePath, { force: true });
    await mkdir(absolutePath);
    await chmod(absolutePath, 0o755);
  }
  ready.add(path);
}

async function writeEntry(file: RepositoryFileContent, absolutePath: string): Promise<void> {
  if (file.mode === '120000') {
    await clear(absolutePath);
    await symlink(Buffer.from(file.content), absolutePath);
    return;
  }
  if (!(await hasContent(absolutePath, file.content))) {
    await clear(absolutePath);
    await writeFile(absolutePath, file.content, { flag: 'wx' });
  }
  await chmod(absolutePath, file.mode === '100755' ? 0o755 : 0o644);
}

async function hasContent(absolutePath: string, content: Uint8Array): Promise<boolean> {
  const stats = await nullWhenMissing(lstat(absolutePath));
  if (stats?.isFile() !== true || stats.size !== content.length) return false;
  return (await readFile(absolutePath)).equals(content);
}

async function clear(absolutePath: string): Promise<void> {
  const stats = await nullWhenMissing(lstat(absolutePath));
  if (stats?.isDirectory() === true) await removeDirectory(absolutePath);
  else if (stats !== null) await rm(absolutePath);
}
