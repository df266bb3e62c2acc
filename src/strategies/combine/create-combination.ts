import { formatPatch } from '../../patches/format-patch.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import { createCandidateId } from '../candidate-id.ts';
import type { CombinableFile } from './combinable-file.ts';
import type { CombinedStrategy } from './combine-options.ts';
import { conflict, type PlacedPart } from './place-part.ts';

/** The candidate that parts make together, or `null` when they cannot be combined. */
export function createCombination(
  parts: readonly PlacedPart[],
  files: ReadonlyMap<string, CombinableFile>,
  { strategy, minimumFiles }: { readonly strategy: CombinedStrategy; readonly minimumFiles: number },
): BugCandidate | null {
  const ordered = parts.toSorted(comparePlaces);
  const byPath = Map.groupBy(ordered, ({ path }) => path);
  if (byPath.size < minimumFiles) return null;
  if ([...byPath.values()].some((inFile) => hasConflict(inFile))) return null;
  const filePatches: FilePatch[] = [];
  for (const [path, inFile] of byPath) {
    const filePatch = files.get(path)?.combine(inFile);
    if (filePatch === undefined || filePatch === null) return null;
    filePatches.push(filePatch);
  }
  const patch = formatPatch(filePatches);
  const names = ordered.map(({ name }) => name);
  return {
    id: createCandidateId(patch),
    strategy,
    patch,
    explanation: explain(ordered),
    costUsd: ordered.reduce<number | undefined>(addCosts, 0),
    metadata: { patch_files: names, num_patch_files: names.length },
  };
}

/** By path, and within a file from its end to its start: so none moves the lines of those that follow. */
function comparePlaces(one: PlacedPart, other: PlacedPart): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return (other.edits[0]?.start ?? 0) - (one.edits[0]?.start ?? 0);
}

function hasConflict(parts: readonly PlacedPart[]): boolean {
  return parts.some((part, index) => parts.slice(index + 1).some((other) => conflict(part, other)));
}

function explain(parts: readonly PlacedPart[]): string {
  const explanations = parts.map(
    ({ explanation, strategy }, index) =>
      `(${index + 1}) ${explanation.trim() === '' ? strategy : explanation.trim()}`,
  );
  return `Several bugs at once. ${explanations.join(' ')}`;
}

/** One cost that is not known makes the sum unknown. */
function addCosts(total: number | undefined, { costUsd }: PlacedPart): number | undefined {
  return total === undefined || costUsd === undefined ? undefined : total + costUsd;
}
