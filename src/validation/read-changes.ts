import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';
import { applyPatch, patchedPaths } from '../patches/apply-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import { decodePatch, encodePatch } from '../patches/patch-bytes.ts';
import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';

/** New text of each file a patch changes; `null` where it is removed. */
export type PatchChanges = ReadonlyMap<string, string | null>;

/**
 * Applies the patch of a candidate, or of a task instance, to the files of the repository, in memory.
 *
 * @throws {PatchFormatError} when it is malformed.
 * @throws {PatchDoesNotApplyError} when it does not fit.
 */
export async function readChanges(
  subject: { readonly patch: string },
  repository: Repository,
): Promise<PatchChanges> {
  // The subject may come from a file, where anything can stand in the place of the patch.
  const patch: unknown = subject.patch;
  if (typeof patch !== 'string') throw new PatchFormatError({ line: 1, reason: 'the patch is no text' });
  const patches = parsePatch(patch);
  const wanted = new Set(patchedPaths(patches));
  const names = [...wanted];
  for (const { path, mode } of repository.files) {
    const isInTheWay = names.some(
      (name) => name.startsWith(path) && (name[path.length] === '/' || (name === path && mode === '120000')),
    );
    if (!isInTheWay) continue;
    const reason =
      mode === '120000' ? 'a symbolic link is in the way' : 'a file is where a directory would be';
    throw new PatchDoesNotApplyError({ path, line: 1, reason });
  }
  // A symbolic link is not a file with text that could be patched.
  const present = repository.files.filter(({ path, mode }) => wanted.has(path) && mode !== '120000');
  const texts = new Map<string, string | null>();
  for await (const { path, content } of repository.readFiles(present.map(({ path }) => path))) {
    texts.set(path, decodePatch(content));
  }
  return applyPatch(patches, texts);
}

/** Makes a patch's changes in a sandbox. */
export async function writeChanges(texts: PatchChanges, sandbox: Sandbox): Promise<void> {
  for (const [path, text] of texts) {
    // Python takes cached bytecode for current when the source has the size and the second it remembers.
    await sandbox.removeFile(path.replace(/[^/]*$/, '__pycache__'));
    if (text === null) await sandbox.removeFile(path);
    else await sandbox.writeFile(path, encodePatch(text));
  }
}
