import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeDirectory } from './remove-directory.ts';
import { invalidPath, locatePath, type SandboxDirectories } from './sandbox-path.ts';

/** Reads a file of a sandbox; see `Sandbox.readFile`. */
export async function readSandboxFile(
  path: string,
  directories: SandboxDirectories,
): Promise<Uint8Array | null> {
  const { absolutePath, stats } = await locatePath(path, directories);
  if (stats === null) return null;
  if (!stats.isFile()) throw invalidPath(path, 'of a regular file');
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(absolutePath, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Writes a file of a sandbox; see `Sandbox.writeFile`. */
export async function writeSandboxFile(
  path: string,
  content: Uint8Array | string,
  directories: SandboxDirectories,
): Promise<void> {
  const { absolutePath, stats, missingDirectories, obstacle } = await locatePath(path, directories);
  if (obstacle !== null) throw invalidPath(path, `of a file (\`${obstacle}\` is not a directory)`);
  if (stats?.isFile() === false) throw invalidPath(path, 'of a regular file');
  for (const directory of missingDirectories) {
    await mkdir(directory);
    await chmod(directory, 0o755);
  }
  // A new file in place of the old one: works for read-only files and leaves other names of the old one alone.
  const newPath = join(dirname(absolutePath), `.bugsmith-${randomUUID()}`);
  try {
    const file = await open(newPath, 'wx');
    try {
      await file.writeFile(content);
      await file.chmod(stats === null ? 0o644 : stats.mode & 0o7777);
    } finally {
      await file.close();
    }
    await rename(newPath, absolutePath);
  } catch (error) {
    await rm(newPath, { force: true });
    throw error;
  }
}

/** Removes a file or directory of a sandbox; see `Sandbox.removeFile`. */
export async function removeSandboxFile(path: string, directories: SandboxDirectories): Promise<void> {
  const { absolutePath, stats } = await locatePath(path, directories);
  if (stats?.isDirectory() === true) await removeDirectory(absolutePath);
  else if (stats !== null) await rm(absolutePath, { force: true });
}
