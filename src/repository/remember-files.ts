import type { Repository, RepositoryFileContent } from './repository.ts';

/** The same repository, which reads files it was asked for lately only once; for many readers of the same files. */
export function rememberFiles(repository: Repository, maxBytes: number = 32 * 1024 * 1024): Repository {
  const known = new Map<string, RepositoryFileContent>();
  let bytes = 0;
  const remember = (file: RepositoryFileContent): void => {
    // Another reader may have been as fast.
    if (known.has(file.path)) return;
    known.set(file.path, file);
    bytes += file.content.length;
    for (const [path, { content }] of known) {
      if (bytes <= maxBytes) break;
      known.delete(path);
      bytes -= content.length;
    }
  };
  return {
    mirrorName: repository.mirrorName,
    commit: repository.commit,
    environment: repository.environment,
    files: repository.files,
    async *readFiles(paths) {
      const wanted = [...paths];
      const found = new Map<string, RepositoryFileContent>();
      for (const path of wanted) {
        const file = known.get(path);
        if (file === undefined) continue;
        found.set(path, file);
        // Those asked for last are kept longest.
        known.delete(path);
        known.set(path, file);
      }
      const missing = new Set(wanted.filter((path) => !found.has(path)));
      if (missing.size > 0) {
        for await (const file of repository.readFiles(missing)) {
          found.set(file.path, file);
          remember(file);
        }
      }
      for (const path of wanted) {
        const file = found.get(path);
        if (file !== undefined) yield file;
      }
    },
  };
}
