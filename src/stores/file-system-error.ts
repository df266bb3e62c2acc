import { StoreError } from '../errors/store-error.ts';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Make space and try again',
  EDQUOT: 'Make space within the quota and try again',
  EFBIG: 'Raise the limit on the size of files and try again',
};

/** The error of a system call that failed on a store's file. */
export function createFileSystemError(path: string, operation: string, cause: unknown): StoreError {
  const code = getErrorCode(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const remedy = remedies[code] ?? 'Correct that and try again, or pass another path';
  return new StoreError(
    `The store \`${path}\` could not be ${operation}: ${reason}. ${remedy}; what was stored before is still there.`,
    { reason: 'file-system', path, cause },
  );
}

/** Code of a failed system call, such as `ENOSPC`. */
export function getErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
