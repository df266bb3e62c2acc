import { RepositoryError } from '../errors/repository-error.ts';

/**
 * Looks up every path before the first file is read, so that a wrong one costs no work.
 *
 * @throws {RepositoryError} with reason `not-found`.
 */
export function resolveFiles<File>(
  files: ReadonlyMap<string, File>,
  paths: Iterable<string>,
  repositoryPath: string,
): File[] {
  return Array.from(paths, (path) => {
    const file = files.get(path);
    if (file !== undefined) return file;
    throw new RepositoryError(
      `There is no file ${JSON.stringify(path)} at this commit of \`${repositoryPath}\`. ` +
        'Pass paths as they are in `files` of the repository.',
      { reason: 'not-found', repositoryPath },
    );
  });
}
