import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** A source file cannot be parsed in its language. */
export class SourceSyntaxError extends BugsmithError {
  static readonly code = 'SOURCE_SYNTAX';
  override readonly name: string = 'SourceSyntaxError';
  /** Path of the file, relative to the repository. */
  readonly path: string;
  /** 1-based line of the first error, or `undefined` when the whole file is unreadable. */
  readonly line: number | undefined;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor({ path, line, reason }: { path: string; line?: number | undefined; reason: string }) {
    const place = line === undefined ? `\`${path}\`` : `\`${path}\` line ${line}`;
    super(`Cannot parse ${place}: ${reason}. Fix the file, or leave it out with the \`exclude\` option.`, {
      code: SourceSyntaxError.code,
    });
    this.path = path;
    this.line = line;
    this.reason = reason;
  }

  static override isInstance(error: unknown): error is SourceSyntaxError {
    return hasCode(error, SourceSyntaxError.code);
  }
}
