import { comparePaths } from '../../repository/compare-paths.ts';
import type { Repository, RepositoryFileContent } from '../../repository/repository.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import type { PatchChanges } from '../../validation/read-changes.ts';

/** A repository with changes made in it, in memory. */
export function overlayRepository(repository: Repository, changes: PatchChanges): Repository {
  const known = new Set(repository.files.map(({ path }) => path));
  const kept = repository.files.filter(({ path }) => changes.get(path) !== null);
  const made = [...changes].filter(([path, text]) => text !== null && !known.has(path));
  const files = [...kept, ...made.map(([path]) => ({ path, mode: '100644' as const }))].sort(comparePaths);
  const modes = new Map(files.map(({ path, mode }) => [path, mode]));
  return {
    ...repository,
    files,
    async *readFiles(paths): AsyncIterable<RepositoryFileContent> {
      for (const path of paths) {
        const text = changes.get(path);
        const mode = modes.get(path);
        if (typeof text === 'string' && mode !== undefined) yield { path, mode, content: encodePatch(text) };
        else yield* repository.readFiles([path]);
      }
    },
  };
}
