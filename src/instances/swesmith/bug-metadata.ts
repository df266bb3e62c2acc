import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import { findPullNumber } from '../../strategies/bug-name.ts';
import { stringifyLikePython } from '../python-json.ts';

/** Text of the metadata file SWE-smith keeps beside a candidate's patch; its keys depend on the strategy. */
export function formatBugMetadata(candidate: BugCandidate): string {
  if (findPullNumber(candidate) !== undefined) return stringifyLikePython(pullRequestMetadata(candidate), 4);
  if (candidate.strategy === 'combine_file' || candidate.strategy === 'combine_module') {
    const patchFiles = readPatchFiles(candidate);
    return stringifyLikePython({ patch_files: patchFiles, num_patch_files: patchFiles.length }, 4);
  }
  return stringifyLikePython(
    {
      cost: candidate.costUsd,
      explanation: candidate.explanation,
      output: readText(candidate.metadata['output']),
      rewrite: readText(candidate.metadata['rewrite']),
      strategy: candidate.strategy === 'lm_modify' ? 'llm' : candidate.strategy,
    },
    2,
  );
}

/** The pull request's own diff, which SWE-smith keeps where the bug was written anew instead of applied as is. */
export function findReferencePatch(candidate: BugCandidate): string | undefined {
  const { instance_ref: task, direct_patch: isDirect } = candidate.metadata;
  if (findPullNumber(candidate) === undefined || isDirect === true) return undefined;
  if (typeof task !== 'object' || task === null || !('patch' in task)) return undefined;
  return typeof task.patch === 'string' ? task.patch : undefined;
}

function pullRequestMetadata({ metadata, costUsd }: BugCandidate): object {
  return {
    recover_status: metadata['recover_status'] ?? 'success',
    cost: costUsd,
    rewrites: metadata['rewrites'] ?? {},
    instance_ref: metadata['instance_ref'] ?? {},
    ...(metadata['direct_patch'] === true && { direct_patch: true }),
  };
}

function readPatchFiles({ metadata }: BugCandidate): string[] {
  const names = metadata['patch_files'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
