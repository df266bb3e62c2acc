import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { searchPath } from './sandbox-environment.ts';
import { hasErrorCode, nullWhenMissing } from '../shared/system-error.ts';

/** Removes a directory with everything in it, also what was made read-only; nothing happens without one. */
export async function removeDirectory(path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    await remove();
  } catch (error) {
    if (hasErrorCode(error, 'ENAMETOOLONG')) return removeDeepDirectory(path);
    if (!hasErrorCode(error, 'EACCES', 'EPERM', 'ENOTEMPTY')) throw error;
    await makeWritable(path);
    await remove();
  }
}

/** Names longer than the system takes in one call can only be reached step by step, as `rm` does. */
async function removeDeepDirectory(path: string): Promise<void> {
  await execa('rm', ['-rf', '--', path], {
    env: { PATH: searchPath({}) },
    extendEnv: false,
    cleanup: false,
  });
}

async function makeWritable(directory: string): Promise<void> {
  await nullWhenMissing(chmod(directory, 0o700));
  for (const entry of (await nullWhenMissing(readdir(directory, { withFileTypes: true }))) ?? []) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}
