import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  applyPatch,
  type BugCandidate,
  createCandidateId,
  createPatch,
  decodePatch,
  encodePatch,
  formatPatch,
  parsePatch,
} from 'bugsmith';

/** A candidate that turns files into others; `name` is its strategy. */
export function candidateOf(
  name: string,
  changes: Readonly<Record<string, { readonly before: string | null; readonly after: string | null }>>,
  facts: Partial<BugCandidate> = {},
): BugCandidate {
  const patch = createPatch(Object.entries(changes).map(([path, change]) => ({ path, ...change })));
  const id = createCandidateId(patch);
  return { id, strategy: name, patch, explanation: `${name} happened.`, costUsd: 0, metadata: {}, ...facts };
}

/** The names of the parts of a combination. */
export function partsOf({ metadata }: BugCandidate): string[] {
  return metadata['patch_files'] as string[];
}

/** The name a combination calls a candidate by. */
export function partName({ strategy, id }: BugCandidate): string {
  return `bug__${strategy}__${id}`;
}

/** The bytes of the files a patch changes, after it, by path. */
export function applyToFiles(
  { patch }: Pick<BugCandidate, 'patch'>,
  files: Readonly<Record<string, Uint8Array>>,
): Map<string, Uint8Array> {
  const patches = parsePatch(patch);
  const texts = patches.map(({ oldPath }): [string, string] => [
    oldPath ?? '',
    decodePatch(files[oldPath ?? ''] ?? new Uint8Array()),
  ]);
  const after = applyPatch(patches, new Map(texts));
  return new Map([...after].map(([path, text]) => [path, encodePatch(text ?? '')]));
}

/** The lines a patch takes away and adds, with their file, sorted. */
export function changedLines({ patch }: Pick<BugCandidate, 'patch'>): string[] {
  return parsePatch(patch)
    .flatMap(({ oldPath, hunks }) =>
      hunks.flatMap(({ lines }) =>
        lines.filter(({ kind }) => kind !== 'context').map(({ kind, text }) => `${oldPath} ${kind} ${text}`),
      ),
    )
    .sort();
}

/** Runs git, without anyone's settings. */
export function git(directory: string, input: Uint8Array, ...commandArguments: string[]): void {
  execFileSync('git', commandArguments, {
    cwd: directory,
    input,
    env: { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: 'pipe',
  });
}

/** Writes a file, with the folders it lies in. */
export function writeBytes(path: string, content: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The same patch for files that lie in a folder. */
export function moveInto(folder: string, patch: string): string {
  return formatPatch(
    parsePatch(patch).map((filePatch) => ({
      ...filePatch,
      oldPath: `${folder}/${filePatch.oldPath}`,
      newPath: `${folder}/${filePatch.newPath}`,
    })),
  );
}
