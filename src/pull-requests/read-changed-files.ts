import { decodePatch } from '../patches/patch-bytes.ts';
import { findPathProblem } from '../patches/repository-path.ts';
import { compareTrees, type TreeChange } from '../repository/git/compare-trees.ts';
import { readBlobs } from '../repository/git/read-blobs.ts';
import type { PullRequestFile } from './pull-request.ts';
import { isTestPath } from './test-path.ts';

/** Git's own rule: a file with a NUL in its first part is binary. */
const binaryProbeLength = 8000;

/**
 * Reads what changed between two commits, with the texts of both sides.
 *
 * @throws {RepositoryError} when a part of a commit is missing.
 */
export async function readChangedFiles(
  directory: string,
  before: string,
  after: string,
): Promise<PullRequestFile[]> {
  const changes = await compareTrees(directory, before, after);
  const wanted = changes.filter((change) => findProblem(change) === undefined);
  const ids = new Set(
    wanted.flatMap(({ oldMode, newMode, oldId, newId }) => [
      ...(oldMode === '000000' ? [] : [oldId]),
      ...(newMode === '000000' ? [] : [newId]),
    ]),
  );
  const contents = new Map<string, Uint8Array>();
  const blobs = [...ids].map((objectId) => ({ path: objectId, mode: '100644' as const, objectId }));
  for await (const { path, content } of readBlobs(directory, blobs)) contents.set(path, content);
  return changes.map((change) => toFile(change, contents));
}

function toFile(change: TreeChange, contents: ReadonlyMap<string, Uint8Array>): PullRequestFile {
  const { oldPath, newPath, oldMode, newMode, oldId, newId } = change;
  const facts = {
    path: newPath,
    ...(oldPath !== newPath && { previousPath: oldPath }),
    isTest: isTestPath(newPath),
  };
  const before = oldMode === '000000' ? null : (contents.get(oldId) ?? null);
  const after = newMode === '000000' ? null : (contents.get(newId) ?? null);
  const isBinary = [before, after].some((content) => content?.subarray(0, binaryProbeLength).includes(0));
  const problem = findProblem(change) ?? (isBinary ? 'binary' : undefined);
  if (problem !== undefined) return { ...facts, before: null, after: null, problem };
  const toText = (content: Uint8Array | null): string | null =>
    content === null ? null : decodePatch(content);
  return { ...facts, before: toText(before), after: toText(after) };
}

function findProblem({ oldMode, newMode, oldPath, newPath, isReadable }: TreeChange): string | undefined {
  const modes = [oldMode, newMode].filter((mode) => mode !== '000000');
  if (modes.includes('160000')) return 'a submodule';
  if (modes.includes('120000')) return 'a symbolic link';
  if (modes.length === 2 && oldMode !== newMode) return 'a change of the file mode';
  if (!isReadable) return 'a path that is not UTF-8';
  const unsafe = findPathProblem(newPath) ?? findPathProblem(oldPath);
  return unsafe === null ? undefined : `an unsafe path: ${unsafe}`;
}
