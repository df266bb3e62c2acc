import { BugsmithError, hasCode } from './bugsmith-error.ts';

/**
 * GitHub's API could not be asked, or refused. The underlying error is not kept as `cause`: it holds the request
 * and may hold the token it was sent with.
 */
export class GitHubError extends BugsmithError {
  static readonly code = 'GITHUB';
  override readonly name: string = 'GitHubError';
  /** `owner/name` of the repository that was asked about. */
  readonly repository: string;
  /** Status of the HTTP answer; `undefined` when there was none. */
  readonly statusCode: number | undefined;
  /** Whether trying again later may help. */
  readonly isRetryable: boolean;

  constructor(facts: {
    repository: string;
    operation: string;
    reason: string;
    remedy: string;
    statusCode?: number | undefined;
    isRetryable?: boolean | undefined;
  }) {
    const { repository, operation, reason, remedy } = facts;
    super(`GitHub could not ${operation} of \`${repository}\`: ${reason}. ${remedy}`, {
      code: GitHubError.code,
    });
    this.repository = repository;
    this.statusCode = facts.statusCode;
    this.isRetryable = facts.isRetryable ?? false;
  }

  static override isInstance(error: unknown): error is GitHubError {
    return hasCode(error, GitHubError.code);
  }
}
