import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { StoreError } from '../errors/store-error.ts';
import { createFileSystemError, getErrorCode } from './file-system-error.ts';

/** `O_EXLOCK` of macOS and the BSDs: `open` itself takes the lock. Node names no constant for it. */
const openWithLock = 0x20;

/**
 * Opens a file for appending, makes it when missing, and takes the system's lock on it.
 *
 * The lock is that of `flock(2)`: it belongs to the open file, so the system gives it back with the last of its
 * handles, however the process ends, and nothing is left behind that could be stale.
 */
export async function openLocked(path: string): Promise<FileHandle> {
  const isBsd = process.platform === 'darwin' || process.platform === 'freebsd';
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDWR } = constants;
  const flags = O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | (isBsd ? openWithLock : 0);
  const handle = await open(path, flags, 0o666).catch((error: unknown) => {
    if (isBsd && getErrorCode(error) === 'EAGAIN') throw createInUseError(path);
    throw createFileSystemError(path, 'opened', error);
  });
  try {
    if (!(await handle.stat()).isFile()) {
      throw new StoreError(`\`${path}\` is no regular file. Pass the path of a store, or of a new file.`, {
        reason: 'not-a-store',
        path,
      });
    }
    if (!isBsd) await lock(handle, path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Lets a program that shares the open file take the lock, which stays when the program has ended. */
async function lock(handle: FileHandle, path: string): Promise<void> {
  const program = spawn('flock', ['-x', '-n', '0'], { stdio: [handle.fd, 'ignore', 'pipe'] });
  let stderr = '';
  program.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = await once(program, 'close').catch((error: unknown) => [error]);
  if (exit[0] === 0) return;
  if (exit[0] === 1 && stderr === '') throw createInUseError(path);
  const reason =
    exit[0] instanceof Error ? exit[0].message : stderr.trim() || 'the program `flock` ended early';
  throw new StoreError(
    `The store \`${path}\` could not be locked: ${reason}. Install the program \`flock\` (it comes with ` +
      'util-linux and BusyBox), and pass a path on a file system that has locks.',
    { reason: 'file-system', path },
  );
}

function createInUseError(path: string): StoreError {
  return new StoreError(
    `The store \`${path}\` is open already, in another process or in this one. Wait until that process has ` +
      'ended, close the store there, or pass the path of another store.',
    { reason: 'in-use', path },
  );
}
