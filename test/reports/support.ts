import type { BugCandidate, ValidationResult } from 'bugsmith';

/** A result of a status, with a candidate of a strategy. */
export function resultOf(
  strategy: string,
  status: ValidationResult['status'],
  facts: Partial<BugCandidate> = {},
): ValidationResult {
  const candidate: BugCandidate = {
    id: 'abcd1234',
    strategy,
    patch: '',
    explanation: 'Something is other.',
    costUsd: 0,
    metadata: {},
    ...facts,
  };
  return { status, candidate } as ValidationResult;
}
