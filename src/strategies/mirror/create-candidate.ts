import type { PullRequest } from '../../pull-requests/pull-request.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import { createCandidateId } from '../candidate-id.ts';
import type { MirroredChange } from './mirror-result.ts';

/** What a language model wrote for a file it was asked to write whole. */
export type FileRewrite = {
  readonly output: string;
  readonly extracted: string;
  readonly costUsd: number | undefined;
};

/** Makes the candidate that takes a pull request back. */
export function createMirrorCandidate(
  pullRequest: PullRequest,
  made: {
    readonly patch: string;
    readonly extent: 'whole' | 'part';
    readonly changes: readonly MirroredChange[];
    readonly costUsd: number | undefined;
    readonly rewrites: ReadonlyMap<string, FileRewrite>;
    readonly mirrorName: string;
  },
): BugCandidate {
  const { patch, extent, changes, costUsd, rewrites } = made;
  const restored = changes.filter(({ status }) => status === 'restored').length;
  return {
    id: createCandidateId(patch),
    strategy: 'pr_mirror',
    patch,
    explanation:
      extent === 'whole'
        ? `Pull request #${pullRequest.number} may be missing.`
        : `A part of pull request #${pullRequest.number} may be missing.`,
    costUsd,
    metadata: {
      pull_number: pullRequest.number,
      title: pullRequest.title,
      issue_numbers: pullRequest.issues.map(({ number }) => String(number)),
      problem_statement: pullRequest.problemStatement,
      recover_status: 'success',
      recovery: { extent, restored, changes: changes.map((change) => ({ ...change })) },
      rewrites: Object.fromEntries(
        [...rewrites].map(([path, { output, extracted, costUsd: cost }]) => [
          path,
          { output, output_extracted: extracted, ...(cost === undefined ? {} : { cost }) },
        ]),
      ),
      instance_ref: toCollectedTask(pullRequest, made.mirrorName),
    },
  };
}

/** A pull request as SWE-bench's collection writes it. */
function toCollectedTask(pullRequest: PullRequest, mirrorName: string): Readonly<Record<string, unknown>> {
  const { repository, number, issues, baseCommit, codePatch, testPatch } = pullRequest;
  const name = repository === '' ? mirrorName.replace(/\.[^.]*$/u, '') : repository.replaceAll('/', '__');
  return {
    repo: repository,
    pull_number: number,
    instance_id: `${name}-${number}`,
    issue_numbers: issues.map((issue) => String(issue.number)),
    base_commit: baseCommit,
    patch: codePatch,
    test_patch: testPatch,
    problem_statement: pullRequest.problemStatement,
    hints_text: pullRequest.hints,
    created_at: pullRequest.createdAt,
  };
}
