import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { toBugName } from '../strategies/bug-name.ts';

/** The parts of an instance's id. */
export type InstanceIdParts = {
  /** `owner__name.<first 8 of the commit>`. */
  readonly mirrorName: string;
  /** Name of the strategy; `pr` for a mirrored pull request. */
  readonly bugType: string;
  /** The candidate's id; the number of a mirrored pull request. */
  readonly hash: string;
};

/**
 * Splits an instance's id from its end, as names of repositories may hold dots and double underscores.
 *
 * @throws {InvalidArgumentError} when it is not `<mirror name>.<strategy>__<id>` or `<mirror name>.pr_<number>`.
 */
export function parseInstanceId(id: string): InstanceIdParts {
  const dot = id.lastIndexOf('.');
  const bugName = id.slice(dot + 1);
  const parts = parseBugName(bugName);
  if (dot < 1 || parts === undefined) {
    throw new InvalidArgumentError({
      argument: 'id',
      value: id,
      expected: 'an instance id such as `owner__name.1a2b3c4d.func_pm_op_swap__x1y2z3a4`',
    });
  }
  return { mirrorName: id.slice(0, dot), ...parts };
}

/** Whether the part of an instance's id after the mirror's name is that of a mirrored pull request. */
export function namesPullRequest(bugName: string): boolean {
  return /^pr_\d{1,15}$/.test(bugName);
}

/** Splits the part of an instance's id after the mirror's name, or gives `undefined` when it cannot be one. */
export function parseBugName(bugName: string): Omit<InstanceIdParts, 'mirrorName'> | undefined {
  if (namesPullRequest(bugName)) return { bugType: 'pr', hash: bugName.slice('pr_'.length) };
  const separator = bugName.lastIndexOf('__');
  if (separator < 1 || separator + 2 >= bugName.length) return undefined;
  return { bugType: bugName.slice(0, separator), hash: bugName.slice(separator + 2) };
}

/** Id of the instance a candidate becomes. */
export function toInstanceId(candidate: BugCandidate, mirrorName: string): string {
  return `${mirrorName}.${toBugName(candidate)}`;
}
