import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** A container runtime or one of its sandboxes failed; a failing command inside it is not such an error. */
export class ContainerError extends BugsmithError {
  static readonly code = 'CONTAINER';
  override readonly name: string = 'ContainerError';
  /** Name of the runtime, such as `local`. */
  readonly runtime: string;
  /** What was being done, such as `create a sandbox`. */
  readonly operation: string;
  /** Whether trying again may help. */
  readonly isRetryable: boolean;

  constructor(facts: {
    runtime: string;
    operation: string;
    reason: string;
    remedy: string;
    isRetryable?: boolean | undefined;
    cause?: unknown;
  }) {
    super(`The ${facts.runtime} runtime could not ${facts.operation}: ${facts.reason}. ${facts.remedy}`, {
      code: ContainerError.code,
      cause: facts.cause,
    });
    this.runtime = facts.runtime;
    this.operation = facts.operation;
    this.isRetryable = facts.isRetryable ?? false;
  }

  static override isInstance(error: unknown): error is ContainerError {
    return hasCode(error, ContainerError.code);
  }
}
