import type { Repository, RepositoryFileContent } from './repository.ts';

/** The same repository, which reads files it was asked for lately only once; for many readers of the same files. */
export function rememberFiles(repository: Repository, maxBytes: number = 32 * 1024 * 1024): Repository {
  const known = new Map<string, RepositoryFileContent>();
  let bytes = 0;
  const remember = (file: RepositoryFileContent): void => {
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
      for (const path of paths) {
        const file = known.get(path);
        if (file !== undefined) {
          // Those asked for last are kept longest.
          known.delete(path);
          known.set(path, file);
          yield file;
          continue;
        }
        for await (const read of repository.readFiles([path])) {
          if (!known.has(path)) remember(read);
          yield read;
        }
      }
    },
  };
}
