import { createPatch } from '../../patches/create-patch.ts';
import type { PullRequest } from '../../pull-requests/pull-request.ts';
import { createMirrorCandidate } from './create-candidate.ts';
import { checkEligibility, findSourceFiles, type ResolvedLimits } from './eligibility.ts';
import type { MirroredChange, MirrorResult } from './mirror-result.ts';
import { toMirroredChange } from './mirrored-change.ts';
import type { ModelSettings } from './model/ask-model.ts';
import { type ModelRecovery, recoverWithModel } from './model/recover-with-model.ts';
import { applyUndone, listFileChanges } from './undo/apply-undone.ts';
import type { TodaysFiles } from './undo/todays-files.ts';
import { undoFiles } from './undo/undo-files.ts';

/** How pull requests are mirrored. */
export type MirrorSettings = {
  readonly mirrorName: string;
  readonly limits: ResolvedLimits;
  readonly isExcluded: (path: string) => boolean;
  readonly model: ModelSettings | undefined;
};

/** Takes one pull request back, in four steps. */
export async function mirrorPullRequest(
  pullRequest: PullRequest,
  today: TodaysFiles,
  { mirrorName, limits, isExcluded, model }: MirrorSettings,
): Promise<MirrorResult> {
  // 1. Is it one that is taken?
  const files = findSourceFiles(pullRequest).filter(({ path }) => !isExcluded(path));
  const problem = checkEligibility(pullRequest, files, limits, (path) => today.text(path));
  if (problem !== null) return { status: 'ineligible', pullRequest, ...problem };
  // 2. What comes back without a model.
  const applied = applyUndone(undoFiles(files, today), today);
  // 3. What a model adds.
  const recovery: ModelRecovery =
    model === undefined
      ? { ...applied, costUsd: 0, rewrites: new Map() }
      : await recoverWithModel(pullRequest, applied, today, model);
  // 4. What it makes together.
  const { costUsd, rewrites } = recovery;
  const changes = recovery.undone.map(toMirroredChange);
  const patch = createPatch(listFileChanges(recovery, today));
  const restored = changes.filter(({ status }) => status === 'restored').length;
  if (restored === 0 || patch === '') {
    return { status: 'left-over', pullRequest, changes, detail: explainLeftOver(changes), costUsd };
  }
  const extent = restored === changes.length ? 'whole' : 'part';
  const facts = { patch, extent, changes, costUsd, rewrites, mirrorName } as const;
  const candidate = createMirrorCandidate(pullRequest, facts);
  return { status: 'recovered', pullRequest, extent, changes, candidate };
}

function explainLeftOver(changes: readonly MirroredChange[]): string {
  const gone = changes.filter(({ status }) => status === 'gone').length;
  if (changes.length === 0) return 'it changed nothing but blank lines and the ends of lines';
  if (gone === changes.length) return "today's code is already as it was before the pull request";
  return `of its ${changes.length} changes, ${gone} are gone from today's code and the others were changed again or are not there`;
}
