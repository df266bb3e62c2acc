import { createHash } from 'node:crypto';
import type { RepositoryFile } from '../repository/repository.ts';
import { listFiles } from '../workspaces/list-files.ts';
import type { SandboxWorkspace } from '../workspaces/workspace.ts';

/** What a workspace held before an agent came. */
export type WorkspaceSnapshot = {
  /** The files of the commit, with the SHA-1 of each. */
  readonly own: ReadonlyMap<string, { readonly mode: RepositoryFile['mode']; readonly sha1: string }>;
  /** What the environment has beside them. */
  readonly others: ReadonlySet<string>;
  /** Each `.gitignore` of the commit, by its directory, `` for the root. */
  readonly ignoreFiles: ReadonlyMap<string, string>;
};

/** Remembers what a workspace holds, so that it can be told later what an agent changed. */
export async function takeSnapshot(
  { sandbox, repository }: SandboxWorkspace,
  abortSignal: AbortSignal,
): Promise<WorkspaceSnapshot> {
  const own = new Map<string, { readonly mode: RepositoryFile['mode']; readonly sha1: string }>();
  const ignoreFiles = new Map<string, string>();
  for await (const { path, mode, content } of repository.readFiles(
    repository.files.map((file) => file.path),
  )) {
    own.set(path, { mode, sha1: createHash('sha1').update(content).digest('hex') });
    if (/(?:^|\/)\.gitignore$/.test(path) && mode !== '120000') {
      ignoreFiles.set(path.replace(/\/?\.gitignore$/, ''), new TextDecoder().decode(content));
    }
  }
  const listed = await listFiles(sandbox, abortSignal);
  const others = new Set(listed.map(({ path }) => path).filter((path) => !own.has(path)));
  return { own, others, ignoreFiles };
}
