import { type BugCandidate, type Repository, validate, type ValidationResult } from 'bugsmith';
import type { ContainerRuntime } from '../../src/runtimes/container-runtime.ts';

/** What has to be the same wherever a candidate is tested. */
export type Summary = {
  readonly status: ValidationResult['status'];
  readonly id: string;
  /** The four lists of tests, where there are any. */
  readonly lists: unknown;
};

/** Status and lists of every candidate. */
export async function summarize(
  repository: Repository,
  candidates: readonly BugCandidate[],
  runtime: ContainerRuntime,
): Promise<Summary[]> {
  const options = { repository, runtime, timeoutMs: 60_000, concurrency: 2, order: 'candidates' } as const;
  const results = await Array.fromAsync(validate(candidates, options));
  return results.map(({ status, candidate, ...facts }) => {
    if (!('failToPass' in facts)) return { status, id: candidate.id, lists: null };
    const { failToPass, passToPass, failToFail, passToFail } = facts;
    return { status, id: candidate.id, lists: { failToPass, passToPass, failToFail, passToFail } };
  });
}
