import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** What was wrong with a store. */
export type StoreErrorReason =
  'in-use' | 'other-header' | 'not-a-store' | 'damaged' | 'file-system' | 'closed';

/** A store cannot be opened, read or written; what was stored before stays as it was. */
export class StoreError extends BugsmithError {
  static readonly code = 'STORE';
  override readonly name: string = 'StoreError';
  readonly reason: StoreErrorReason;
  /** Absolute path of the store's file. */
  readonly path: string;
  /** 1-based line that is damaged. */
  readonly line: number | undefined;
  /** Field of the first line that differs, such as `header.commit`. */
  readonly field: string | undefined;

  constructor(
    message: string,
    facts: {
      reason: StoreErrorReason;
      path: string;
      line?: number | undefined;
      field?: string | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { code: StoreError.code, cause: facts.cause });
    this.reason = facts.reason;
    this.path = facts.path;
    this.line = facts.line;
    this.field = facts.field;
  }

  static override isInstance(error: unknown): error is StoreError {
    return hasCode(error, StoreError.code);
  }
}
