import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import { findPullNumber, toStrategySlug } from '../strategies/bug-name.ts';
import { namesPullRequest, parseInstanceId } from './instance-id.ts';

/** Stands for the strategy of an instance whose id names none, such as one of SWE-bench. */
const noStrategy = '(none)';

/** The strategy an instance's id names: `pr_mirror` for a mirrored pull request, `(none)` where there is none. */
export function findStrategy(instanceId: string): string {
  const parts = parseOrUndefined(instanceId);
  if (parts === undefined) return noStrategy;
  return namesPullRequest(instanceId.slice(instanceId.lastIndexOf('.') + 1)) ? 'pr_mirror' : parts.bugType;
}

/** `owner__name.<first 8 of the commit>` as an instance's id begins, or `undefined` where it does not. */
export function findMirrorName(instanceId: string): string | undefined {
  return parseOrUndefined(instanceId)?.mirrorName;
}

/** The strategy as the id of the candidate's instance would name it. */
export function findCandidateStrategy(candidate: BugCandidate): string {
  return findPullNumber(candidate) === undefined ? toStrategySlug(candidate.strategy) : 'pr_mirror';
}

function parseOrUndefined(instanceId: string): ReturnType<typeof parseInstanceId> | undefined {
  try {
    return parseInstanceId(instanceId);
  } catch (error) {
    if (InvalidArgumentError.isInstance(error)) return undefined;
    throw error;
  }
}
