import { PatchDoesNotApplyError, PatchFormatError } from '../../errors/patch-error.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate, CandidateEntity } from '../bug-candidate.ts';
import { toBugName } from '../bug-name.ts';
import { type CombinableCandidates, combinedStrategies, type CombineSettings } from './combine-options.ts';

/** What is kept of a candidate: its patch of one file and what a combination says of it. */
export type Part = {
  /** Name of its file in SWE-smith's layout, without the ending. */
  readonly name: string;
  readonly strategy: string;
  readonly id: string;
  readonly path: string;
  readonly filePatch: FilePatch;
  readonly explanation: string;
  readonly costUsd: number | undefined;
  readonly entity: CandidateEntity | undefined;
};

/**
 * Candidates that change one file, grouped by its path; paths and candidates are sorted, so that their order
 * does not matter, and of candidates with the same patch one is kept.
 */
export async function collectParts(
  candidates: CombinableCandidates,
  { repository, onSkip, abortSignal }: CombineSettings,
): Promise<Map<string, Part[]>> {
  const modes = new Map(repository.files.map(({ path, mode }) => [path, mode]));
  const byPatch = new Map<string, Part>();
  for await (const item of candidates) {
    abortSignal?.throwIfAborted();
    if ('candidate' in item && item.status !== 'valid') continue;
    const candidate = 'candidate' in item ? item.candidate : item;
    if (combinedStrategies.some((strategy) => strategy === candidate.strategy)) continue;
    try {
      const part = readPart(candidate, modes);
      const same = byPatch.get(candidate.patch);
      if (part !== null && (same === undefined || part.name < same.name)) byPatch.set(candidate.patch, part);
    } catch (error) {
      if (!PatchFormatError.isInstance(error) && !PatchDoesNotApplyError.isInstance(error)) throw error;
      onSkip({ strategy: candidate.strategy, id: candidate.id, error });
    }
  }
  const parts = [...byPatch.values()].sort(
    (one, other) => compare(one.path, other.path) || compare(one.name, other.name),
  );
  return Map.groupBy(parts, ({ path }) => path);
}

/** The candidate's part, or `null` when it changes several files, or makes or removes one. */
function readPart(
  candidate: BugCandidate,
  modes: ReadonlyMap<string, Repository['files'][number]['mode']>,
): Part | null {
  // Candidates may come from a file, where anything can stand in the place of the patch.
  const patch: unknown = candidate.patch;
  if (typeof patch !== 'string') throw new PatchFormatError({ line: 1, reason: 'the patch is no text' });
  const [filePatch, ...others] = parsePatch(patch);
  if (filePatch === undefined || others.length > 0) return null;
  const { oldPath: path, newPath } = filePatch;
  if (path === null || newPath === null) return null;
  const mode = modes.get(path);
  if (mode === undefined)
    throw new PatchDoesNotApplyError({ path, line: 1, reason: 'the file is not there' });
  if (mode === '120000')
    throw new PatchDoesNotApplyError({ path, line: 1, reason: 'a symbolic link is in the way' });
  const { entity, strategy, id, explanation, costUsd } = candidate;
  return {
    name: `bug__${toBugName(candidate)}`,
    strategy,
    id,
    path,
    filePatch,
    explanation,
    costUsd,
    entity,
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
