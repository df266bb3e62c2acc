import { posix } from 'node:path';
import { diffLines } from '../patches/diff-lines.ts';
import type { FilePatch } from '../patches/file-patch.ts';
import { formatPatch } from '../patches/format-patch.ts';
import { splitLines } from '../patches/lines.ts';
import { decodePatch } from '../patches/patch-bytes.ts';
import { findPathProblem } from '../patches/repository-path.ts';
import { type ListedFile, listFiles, runChecked } from '../workspaces/list-files.ts';
import type { SandboxWorkspace } from '../workspaces/workspace.ts';
import { createIgnoreRule } from './ignored-paths.ts';
import type { WorkspaceSnapshot } from './workspace-snapshot.ts';

/** Why a change is not in a patch. */
export type OmittedChangeReason = 'binary' | 'symbolic-link' | 'mode' | 'removed-test-file' | 'unusual-path';

/** A change an agent made that its patch does not hold. */
export type OmittedChange = { readonly path: string; readonly reason: OmittedChangeReason };

/** What an agent changed. */
export type ExtractedPatch = {
  /** Unified diff against the workspace's commit; empty when nothing was changed. */
  readonly patch: string;
  readonly omitted: readonly OmittedChange[];
};

/**
 * Compares the files of a workspace with what they were, without git: what an agent does to the history, or to git
 * itself, changes nothing.
 *
 * New files count unless a `.gitignore` of the repository or their name says that they are no work of anybody's.
 */
export async function extractPatch(
  workspace: SandboxWorkspace,
  snapshot: WorkspaceSnapshot,
  abortSignal: AbortSignal | undefined,
): Promise<ExtractedPatch> {
  const { sandbox, removedTestFiles } = workspace;
  const listed = new Map((await listFiles(sandbox, abortSignal)).map((file) => [file.path, file]));
  const hashes = await hashFiles(workspace, snapshot, listed, abortSignal);
  const isIgnored = createIgnoreRule(snapshot.ignoreFiles);
  const added = [...listed.values()].filter(
    ({ path }) => !snapshot.own.has(path) && !snapshot.others.has(path) && !isIgnored(path),
  );
  const changed = [...snapshot.own].filter(
    ([path, { mode, sha1 }]) =>
      listed.get(path)?.mode !== mode || (mode !== '120000' && hashes.get(path) !== sha1),
  );
  const paths = [...new Set([...changed.map(([path]) => path), ...added.map(({ path }) => path)])].sort();
  const before = await readBefore(
    workspace,
    changed.map(([path]) => path),
  );
  const patches: FilePatch[] = [];
  const omitted: OmittedChange[] = [];
  for (const path of paths) {
    const [old, now] = [snapshot.own.get(path), listed.get(path)];
    if (findPathProblem(path) !== null) omitted.push({ path, reason: 'unusual-path' });
    else if (removedTestFiles.includes(path)) omitted.push({ path, reason: 'removed-test-file' });
    else if (old?.mode === '120000' || now?.mode === '120000')
      omitted.push({ path, reason: 'symbolic-link' });
    else {
      const after = now === undefined ? null : await sandbox.readFile(path);
      const isText = [before.get(path), after].every((bytes) => bytes?.includes(0) !== true);
      if (!isText) omitted.push({ path, reason: 'binary' });
      else patches.push(createFilePatch(path, before.get(path) ?? null, after, (now ?? old)?.mode));
      if (old !== undefined && now !== undefined && old.mode !== now.mode)
        omitted.push({ path, reason: 'mode' });
    }
  }
  return { patch: formatPatch(patches), omitted };
}

function createFilePatch(
  path: string,
  before: Uint8Array | null,
  after: Uint8Array | null,
  mode: ListedFile['mode'] | undefined,
): FilePatch {
  const lines = splitLines(before === null ? '' : decodePatch(before));
  const replacement = splitLines(after === null ? '' : decodePatch(after));
  return {
    oldPath: before === null ? null : path,
    newPath: after === null ? null : path,
    mode: mode === '100755' ? '100755' : '100644',
    hunks: diffLines(lines, { start: 0, end: lines.length, replacement }),
  };
}

async function readBefore(
  { repository }: SandboxWorkspace,
  paths: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for await (const { path, content } of repository.readFiles(paths)) contents.set(path, content);
  return contents;
}

/** SHA-1 of the repository's own files as they are now. */
async function hashFiles(
  { sandbox }: SandboxWorkspace,
  snapshot: WorkspaceSnapshot,
  listed: ReadonlyMap<string, ListedFile>,
  abortSignal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const paths = [...snapshot.own.keys()].filter((path) => {
    const mode = listed.get(path)?.mode;
    return mode !== undefined && mode !== '120000';
  });
  if (paths.length === 0) return new Map();
  const listPath = posix.join(sandbox.temporaryDirectory, 'bugsmith-hashed');
  await sandbox.writeFile(listPath, paths.map((path) => `./${path}\0`).join(''));
  const { stdout } = await runChecked(sandbox, 'xargs -0 sha1sum -- < "$1"', {
    operation: 'compare the files',
    parameters: [listPath],
    abortSignal,
  });
  await sandbox.removeFile(listPath);
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const match = /^(\\?)([0-9a-f]{40})[ ][ *]\.\/(.*)$/s.exec(line);
      if (match === null) return [];
      const [, escape, sha1 = '', name = ''] = match;
      return [[escape === '' ? name : unescapeName(name), sha1] as const];
    }),
  );
}

function unescapeName(name: string): string {
  return name.replaceAll(/\\(.)/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? letter);
}
