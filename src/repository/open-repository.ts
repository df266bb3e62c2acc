import { basename, resolve } from 'node:path';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkPaths } from './check-paths.ts';
import { comparePaths } from './compare-paths.ts';
import { detectEnvironment } from './detect-environment.ts';
import { decodeText } from './detection/repository-texts.ts';
import { selectTexts } from './detection/select-texts.ts';
import type { Environment } from './environment.ts';
import { checkCheckout } from './git/check-checkout.ts';
import { listTree } from './git/list-tree.ts';
import { readBlobs } from './git/read-blobs.ts';
import { readRemoteUrl } from './git/read-remote-url.ts';
import { checkRevision, resolveCommit } from './git/resolve-commit.ts';
import { checkMirrorName, makeMirrorName } from './mirror-name.ts';
import type { Repository, RepositoryFile } from './repository.ts';
import { resolveFiles } from './resolve-files.ts';

/** What {@link openRepository} can be told. */
export type OpenRepositoryOptions = {
  /** Any revision git understands that does not begin with `-`. @default 'HEAD' */
  readonly commit?: string | undefined;
  /** @default what the files of the commit say */
  readonly environment?: Environment | undefined;
  /** @default `owner__name.<first 8 of the commit>` by the URL of `origin`, else by the directory */
  readonly mirrorName?: string | undefined;
};

/**
 * Opens a git checkout at a commit and reads it as a value.
 *
 * `path` is the top of a checkout, a linked worktree or a bare repository. Nothing is written, fetched or
 * executed; changes that are not committed are not seen. Git gets `PATH` and `HOME` of this process and no
 * other variable. `files` leaves out submodules and files whose names are not UTF-8. The commit must be
 * there; contents may be missing, as in a partial clone, until they are read.
 *
 * @throws {InvalidArgumentError} when an option is malformed.
 * @throws {RepositoryError} when the checkout cannot be read; `reason` says why.
 */
export async function openRepository(
  path: string,
  { commit: revision = 'HEAD', environment, mirrorName }: OpenRepositoryOptions = {},
): Promise<Repository> {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new InvalidArgumentError({ argument: 'path', value: path, expected: 'the path of a git checkout' });
  }
  checkRevision(revision);
  if (environment !== undefined) checkEnvironment(environment);
  if (mirrorName !== undefined) checkMirrorName(mirrorName);

  const checkout = await checkCheckout(resolve(path));
  const { directory } = checkout;
  const commit = await resolveCommit(checkout, revision);
  const tree = (await listTree(directory, commit)).sort(comparePaths);
  checkPaths(tree, directory);
  const byPath = new Map(tree.map((file) => [file.path, file]));
  const readFiles: Repository['readFiles'] = async function* (paths) {
    yield* readBlobs(directory, resolveFiles(byPath, paths, directory));
  };
  const remoteUrl = mirrorName === undefined ? await readRemoteUrl(directory) : null;
  return {
    mirrorName: mirrorName ?? makeMirrorName({ remoteUrl, directoryName: basename(directory), commit }),
    commit,
    environment: environment ?? (await readEnvironment(tree, readFiles)),
    files: tree.map(({ path, mode }) => ({ path, mode })),
    readFiles,
  };
}

async function readEnvironment(
  files: readonly RepositoryFile[],
  readFiles: Repository['readFiles'],
): Promise<Environment> {
  const paths = new Set(files.filter(({ mode }) => mode !== '120000').map((file) => file.path));
  const texts = new Map<string, string | null>();
  for await (const { path, content } of readFiles(selectTexts(paths))) texts.set(path, decodeText(content));
  return detectEnvironment({ paths, readText: (path) => texts.get(path) ?? null });
}
