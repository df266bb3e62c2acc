import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { Repository } from '../repository/repository.ts';
import type { ValidationResult } from '../validation/validation-result.ts';
import { findImageName } from './image-name.ts';
import { toInstanceId } from './instance-id.ts';
import type { TaskInstance } from './task-instance.ts';

/** Options of {@link toTaskInstance}. */
export type ToTaskInstanceOptions = {
  /** The repository the result was validated in. */
  readonly repository: Repository;
  /** The clock for `created_at`. @default the system's */
  readonly now?: (() => Date) | undefined;
};

/**
 * Turns a candidate that proved usable into a task instance.
 *
 * Shapes: `base_commit` is the repository's clean commit, which `patch` applies to; `image_name` is the
 * environment's image, or SWE-smith's name for it when there is none; `created_at` is UTC. The problem
 * statement is left out until one is written.
 *
 * @throws {InvalidArgumentError} when the result is not `valid`.
 */
export function toTaskInstance(
  result: ValidationResult,
  { repository, now = () => new Date() }: ToTaskInstanceOptions,
): TaskInstance {
  if (result.status !== 'valid') {
    throw new InvalidArgumentError({
      argument: 'result.status',
      value: result.status,
      expected: '`valid`, as other candidates are no usable tasks',
    });
  }
  return makeTaskInstance({
    instanceId: toInstanceId(result.candidate, repository.mirrorName),
    patch: result.candidate.patch,
    failToPass: result.failToPass,
    passToPass: result.passToPass,
    repository,
    now,
  });
}

/** Puts an instance together from its parts. */
export function makeTaskInstance(parts: {
  instanceId: string;
  patch: string;
  failToPass: readonly string[];
  passToPass: readonly string[];
  repository: Repository;
  now: () => Date;
}): TaskInstance {
  return {
    instance_id: parts.instanceId,
    repo: `swesmith/${parts.repository.mirrorName}`,
    patch: parts.patch,
    FAIL_TO_PASS: [...parts.failToPass],
    PASS_TO_PASS: [...parts.passToPass],
    created_at: formatTime(parts.now()),
    image_name: findImageName(parts.repository),
    base_commit: parts.repository.commit,
  };
}

/** The form of Python's `datetime.isoformat()`, always with six digits of a second, in UTC. */
function formatTime(date: Date): string {
  if (Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError({
      argument: 'options.now',
      value: date,
      expected: 'a function that gives a valid date',
    });
  }
  return date.toISOString().replace('Z', '000');
}
