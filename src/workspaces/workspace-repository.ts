import { encodePatch } from '../patches/patch-bytes.ts';
import type { Repository, RepositoryFile } from '../repository/repository.ts';
import { comparePaths } from '../repository/compare-paths.ts';
import type { PatchChanges } from '../validation/read-changes.ts';

/** The repository with a patch's changes made; a file that is new gets the mode 100644. */
export function changeRepository(repository: Repository, changes: PatchChanges): Repository {
  const kept = repository.files.filter(({ path }) => changes.get(path) !== null);
  const known = new Set(kept.map(({ path }) => path));
  const added = [...changes].flatMap(([path, text]): RepositoryFile[] =>
    text === null || known.has(path) ? [] : [{ path, mode: '100644' }],
  );
  const files = [...kept, ...added].sort(comparePaths);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const { mirrorName, commit, environment } = repository;
  return {
    mirrorName,
    commit,
    environment,
    files,
    async *readFiles(paths) {
      for (const run of splitRuns([...paths], changes)) {
        if (run.text === undefined) yield* repository.readFiles(run.paths);
        else {
          const file = byPath.get(run.paths[0] ?? '');
          // A path that is not there fails as it does in any repository.
          if (file === undefined) yield* repository.readFiles(run.paths);
          else yield { ...file, content: encodePatch(run.text) };
        }
      }
    },
  };
}

type Run = { readonly paths: string[]; readonly text?: string };

/** The paths in their order, with those between two changed ones together, so that few reads are needed. */
function splitRuns(paths: readonly string[], changes: PatchChanges): Run[] {
  const runs: Run[] = [];
  for (const path of paths) {
    const text = changes.get(path) ?? undefined;
    const last = runs.at(-1);
    if (text !== undefined) runs.push({ paths: [path], text });
    else if (last === undefined || last.text !== undefined) runs.push({ paths: [path] });
    else last.paths.push(path);
  }
  return runs;
}
