import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import type { Repository } from '../../repository/repository.ts';
import { copyInstalledDirectory } from './copy-directory.ts';
import { removeDirectory } from './remove-directory.ts';
import { writeRepository } from './write-repository.ts';

/**
 * Makes a directory that sandboxes are copied from: what the install commands left in `preparedDirectory`,
 * if there is one, with the repository's files as committed.
 */
export async function createTemplate(
  repository: Repository,
  options: {
    /** How its path begins. */
    readonly prefix: string;
    readonly preparedDirectory: string | undefined;
    readonly abortSignal: AbortSignal;
  },
): Promise<string> {
  const directory = await mkdtemp(options.prefix);
  try {
    if (options.preparedDirectory !== undefined) {
      await copyInstalledDirectory(await realpath(options.preparedDirectory), directory, options.abortSignal);
    }
    await writeRepository(repository, directory, options.abortSignal);
    await chmod(directory, 0o755);
    return directory;
  } catch (error) {
    await removeDirectory(directory);
    throw error;
  }
}
