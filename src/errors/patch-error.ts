import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** A text is not a unified diff this library accepts: malformed, binary, or reaching outside the repository. */
export class PatchFormatError extends BugsmithError {
  static readonly code = 'PATCH_FORMAT';
  override readonly name: string = 'PatchFormatError';
  /** 1-based line of the patch. */
  readonly line: number;
  readonly reason: string;

  constructor({ line, reason }: { line: number; reason: string }) {
    super(`Not a usable patch, line ${line}: ${reason}. Pass a unified diff as \`git diff\` prints it.`, {
      code: PatchFormatError.code,
    });
    this.line = line;
    this.reason = reason;
  }

  static override isInstance(error: unknown): error is PatchFormatError {
    return hasCode(error, PatchFormatError.code);
  }
}

/** A well-formed patch does not fit the files it is applied to. */
export class PatchDoesNotApplyError extends BugsmithError {
  static readonly code = 'PATCH_DOES_NOT_APPLY';
  override readonly name: string = 'PatchDoesNotApplyError';
  /** Path of the file, relative to the repository. */
  readonly path: string;
  /** 1-based line of the file where the first hunk that does not fit was expected. */
  readonly line: number;
  readonly reason: string;

  constructor({ path, line, reason }: { path: string; line: number; reason: string }) {
    super(
      `Patch does not apply to \`${path}\` at line ${line}: ${reason}. The file differs from the commit the ` +
        'patch was made against; regenerate the candidate, or open the repository at the matching commit.',
      { code: PatchDoesNotApplyError.code },
    );
    this.path = path;
    this.line = line;
    this.reason = reason;
  }

  static override isInstance(error: unknown): error is PatchDoesNotApplyError {
    return hasCode(error, PatchDoesNotApplyError.code);
  }
}
