import { parsePatch } from '../../patches/parse-patch.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import { findPullNumber } from '../../strategies/bug-name.ts';
import { toPathPart } from './path-part.ts';

/** Folder of pull requests and of patches combined over files. */
const pullRequestsFolder = 'pr_mirror';
const combinedModulesFolder = 'combine_module';

/**
 * Folders, below the mirror's, that hold a candidate: the changed file's and the entity's, except for pull
 * requests and combined patches.
 */
export function bugFolder(candidate: BugCandidate, mirrorName: string): string[] {
  const pullNumber = findPullNumber(candidate);
  if (pullNumber !== undefined) {
    return [
      pullRequestsFolder,
      toPathPart(findTaskId(candidate) ?? `${ownerAndName(mirrorName)}-${pullNumber}`),
    ];
  }
  if (candidate.strategy === combinedModulesFolder) return [combinedModulesFolder];
  const path = candidate.entity?.path ?? findFirstPath(candidate.patch);
  if (path === undefined) return [];
  const file = toPathPart(`${mirrorName}/${path}`);
  if (candidate.entity === undefined || candidate.strategy === 'combine_file') return [file];
  return [file, toPathPart(candidate.entity.qualifiedName.split('.').at(-1) ?? '')];
}

/** Id of the SWE-bench task a pull request was collected as. */
function findTaskId({ metadata }: BugCandidate): string | undefined {
  const task = metadata['instance_ref'];
  if (typeof task !== 'object' || task === null || !('instance_id' in task)) return undefined;
  return typeof task.instance_id === 'string' ? task.instance_id : undefined;
}

function ownerAndName(mirrorName: string): string {
  const dot = mirrorName.lastIndexOf('.');
  return dot < 0 ? mirrorName : mirrorName.slice(0, dot);
}

function findFirstPath(patch: string): string | undefined {
  try {
    const [first] = parsePatch(patch);
    return first?.newPath ?? first?.oldPath ?? undefined;
  } catch {
    // A candidate whose patch is malformed is kept as well; it only has no file to lie under.
    return undefined;
  }
}
