import { ContainerError } from '../../errors/container-error.ts';
import { hasErrorCode, toErrorText } from '../shared/system-error.ts';

/** The name `LocalRuntime` and everything it makes give themselves in messages. */
export const runtimeName = 'local';

const retryableCodes = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY'];

/** A {@link ContainerError} of the local runtime; `reason` defaults to what `cause` says. */
export function createLocalError(facts: {
  readonly operation: string;
  readonly reason?: string | undefined;
  readonly remedy: string;
  readonly cause?: unknown;
}): ContainerError {
  return new ContainerError({
    runtime: runtimeName,
    operation: facts.operation,
    reason: facts.reason ?? toErrorText(facts.cause),
    remedy: facts.remedy,
    isRetryable: hasErrorCode(facts.cause, ...retryableCodes),
    cause: facts.cause,
  });
}
