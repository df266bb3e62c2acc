import { BugsmithError, hasCode } from './bugsmith-error.ts';

/**
 * A language model could not be called, or did not answer as its interface says; a poor answer is not such an
 * error. The underlying error is not kept as `cause`: it holds the request and may hold the key it was sent with.
 */
export class LanguageModelCallError extends BugsmithError {
  static readonly code = 'LANGUAGE_MODEL_CALL';
  override readonly name: string = 'LanguageModelCallError';
  /** Name of the model, as its provider calls it. */
  readonly model: string;
  /** Status of the provider's HTTP answer; `undefined` when there was none. */
  readonly statusCode: number | undefined;
  /** Whether trying again later may help. */
  readonly isRetryable: boolean;
  /** Milliseconds the provider asked to wait before the next call. */
  readonly retryAfterMs: number | undefined;
  /** Whether the provider may charge for the call; `false` when the call was refused, or never got there. */
  readonly mayHaveCost: boolean;

  constructor(facts: {
    model: string;
    reason: string;
    remedy: string;
    statusCode?: number | undefined;
    isRetryable?: boolean | undefined;
    retryAfterMs?: number | undefined;
    /** @default when there is no status of a failure */
    mayHaveCost?: boolean | undefined;
  }) {
    super(`The language model \`${facts.model}\` could not be called: ${facts.reason}. ${facts.remedy}`, {
      code: LanguageModelCallError.code,
    });
    this.model = facts.model;
    this.statusCode = facts.statusCode;
    this.isRetryable = facts.isRetryable ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveCost = facts.mayHaveCost ?? (facts.statusCode === undefined || facts.statusCode < 300);
  }

  static override isInstance(error: unknown): error is LanguageModelCallError {
    return hasCode(error, LanguageModelCallError.code);
  }
}
