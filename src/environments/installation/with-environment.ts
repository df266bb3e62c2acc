import type { Environment } from '../../repository/environment.ts';
import type { Repository } from '../../repository/repository.ts';

/** The same files with another environment. */
export function withEnvironment(repository: Repository, environment: Environment): Repository {
  const { mirrorName, commit, files } = repository;
  return { mirrorName, commit, files, environment, readFiles: (paths) => repository.readFiles(paths) };
}
