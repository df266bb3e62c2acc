import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** Why the clean suite cannot serve as the reference. */
export type BaselineErrorReason =
  'timed-out' | 'no-tests' | 'no-test-passed' | 'wrong-code' | 'crashed' | 'unreadable';

/** The test suite of the unchanged repository did not give a usable reference. */
export class BaselineError extends BugsmithError {
  static readonly code = 'BASELINE';
  override readonly name: string = 'BaselineError';
  readonly reason: BaselineErrorReason;
  /** The last part of what the suite printed. */
  readonly outputTail: string;

  constructor(message: string, facts: { reason: BaselineErrorReason; outputTail: string }) {
    super(facts.outputTail === '' ? message : `${message}\nThe run ended with:\n${facts.outputTail}`, {
      code: BaselineError.code,
    });
    this.reason = facts.reason;
    this.outputTail = facts.outputTail;
  }

  static override isInstance(error: unknown): error is BaselineError {
    return hasCode(error, BaselineError.code);
  }
}
