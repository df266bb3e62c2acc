import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** What was wrong with a repository. */
export type RepositoryErrorReason =
  'not-found' | 'not-a-git-checkout' | 'unknown-commit' | 'missing-objects' | 'unsafe-path' | 'git-failed';

/** A git checkout cannot be opened or read. */
export class RepositoryError extends BugsmithError {
  static readonly code = 'REPOSITORY';
  override readonly name: string = 'RepositoryError';
  readonly reason: RepositoryErrorReason;
  /** The directory that was opened. */
  readonly repositoryPath: string;

  constructor(
    message: string,
    facts: { reason: RepositoryErrorReason; repositoryPath: string; cause?: unknown },
  ) {
    super(message, { code: RepositoryError.code, cause: facts.cause });
    this.reason = facts.reason;
    this.repositoryPath = facts.repositoryPath;
  }

  static override isInstance(error: unknown): error is RepositoryError {
    return hasCode(error, RepositoryError.code);
  }
}
