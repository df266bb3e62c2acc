import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** Data read from outside does not have the form it should. */
export class DataFormatError extends BugsmithError {
  static readonly code = 'DATA_FORMAT';
  override readonly name: string = 'DataFormatError';
  /** File the data came from, or a name for it. */
  readonly file: string;
  /** 1-based line, where the format has lines. */
  readonly line: number | undefined;
  /** Path of the field, such as `FAIL_TO_PASS[2]`. */
  readonly field: string | undefined;
  readonly reason: string;

  constructor(facts: {
    file: string;
    line?: number | undefined;
    field?: string | undefined;
    reason: string;
    cause?: unknown;
  }) {
    const line = facts.line === undefined ? '' : ` line ${facts.line}`;
    const field = facts.field === undefined ? '' : `, field \`${facts.field}\``;
    super(
      `Cannot read \`${facts.file}\`${line}${field}: ${facts.reason}. Correct it and read the file again.`,
      {
        code: DataFormatError.code,
        cause: facts.cause,
      },
    );
    this.file = facts.file;
    this.line = facts.line;
    this.field = facts.field;
    this.reason = facts.reason;
  }

  static override isInstance(error: unknown): error is DataFormatError {
    return hasCode(error, DataFormatError.code);
  }
}
