/** Whether `error` is a failed system call with one of these codes, such as `ENOENT`. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** What an error of unknown kind says, without a final full stop. */
export function toErrorText(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

/** The value of `action`, or `null` when what it works on does not exist. */
export async function nullWhenMissing<Value>(action: Promise<Value>): Promise<Value | null> {
  try {
    return await action;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
