import { resolve } from 'node:path';

import { RepositoryError } from '../errors/repository-error.ts';
import { decodePatch } from '../patches/patch-bytes.ts';
import { checkCheckout } from '../repository/git/check-checkout.ts';
import { listTree, type TreeFile } from '../repository/git/list-tree.ts';
import { readBlobs } from '../repository/git/read-blobs.ts';
import { readLog } from '../repository/git/read-log.ts';
import type { PullRequestFile } from './pull-request.ts';
import { readChangedFiles } from './read-changed-files.ts';
import { type ReadBefore, readPatchFiles } from './read-patch-files.ts';
import { splitPatch } from './split-patch.ts';

/** Looks up in a checkout what pull requests changed; what it does not have is simply not known. */
export class CommitTexts {
  readonly #directory: string | null;

  private constructor(directory: string | null) {
    this.#directory = directory;
  }

  /** @throws {RepositoryError} when there is a path and it is no checkout. */
  static async open(path: string | undefined): Promise<CommitTexts> {
    return new CommitTexts(path === undefined ? null : (await checkCheckout(resolve(path))).directory);
  }

  /** What a merged pull request changed, by the commit that brought it in; `null` when that is not there. */
  async readMerge(mergeCommit: string): Promise<PullRequestFile[] | null> {
    const directory = this.#directory;
    if (directory === null || !isCommitId(mergeCommit)) return null;
    return orNull(async () => {
      for await (const { parents } of readLog(directory, mergeCommit)) {
        return parents[0] === undefined ? null : await readChangedFiles(directory, parents[0], mergeCommit);
      }
      return null;
    });
  }

  /** The files of a patch, with their whole texts where the commit it was made against is there. */
  async readPatch(patch: string, baseCommit: string): Promise<PullRequestFile[]> {
    return readPatchFiles(patch, await this.#readTexts(patch, baseCommit));
  }

  async #readTexts(patch: string, commit: string): Promise<ReadBefore> {
    const directory = this.#directory;
    const unknown: ReadBefore = () => undefined;
    if (directory === null || !isCommitId(commit)) return unknown;
    const read = await orNull(async (): Promise<ReadBefore> => {
      const wanted = new Set(
        splitPatch(patch).flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
      );
      const files = (await listTree(directory, commit)).filter(
        ({ path, mode }) => wanted.has(path) && mode !== '120000',
      );
      const texts = await readTexts(directory, files);
      return (path) => texts.get(path) ?? null;
    });
    return read ?? unknown;
  }
}

async function readTexts(directory: string, files: readonly TreeFile[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { path, content } of readBlobs(directory, files)) texts.set(path, decodePatch(content));
  return texts;
}

function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(text);
}

async function orNull<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (RepositoryError.isInstance(error)) return null;
    throw error;
  }
}
