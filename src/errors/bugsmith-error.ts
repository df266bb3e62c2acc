const marker: symbol = Symbol.for('bugsmith.error');

/**
 * The base of every error this library throws.
 *
 * `code` is stable across releases and listed in `docs/errors.md`; facts about the failure are readonly
 * fields of the subclasses, and `cause` keeps the error that led here. `isInstance` also recognises errors
 * made by another installed copy of the package.
 */
export class BugsmithError extends Error {
  static {
    Object.defineProperty(this.prototype, marker, { value: true });
  }
  override readonly name: string = 'BugsmithError';
  /** Stable, upper-case identifier of the kind of failure. */
  readonly code: string;

  constructor(message: string, { code, cause }: { readonly code: string; readonly cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** Whether `error` was thrown by this library, by any installed copy of it. */
  static isInstance(error: unknown): error is BugsmithError {
    return error instanceof Error && marker in error;
  }
}

/** Whether `error` is one of ours with this code, from any installed copy. */
export function hasCode(error: unknown, code: string): boolean {
  return BugsmithError.isInstance(error) && error.code === code;
}
