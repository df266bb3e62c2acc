import { PatchDoesNotApplyError, PatchFormatError } from '../errors/patch-error.ts';
import { applyPatch } from '../patches/apply-patch.ts';
import type { FilePatch, HunkLine } from '../patches/file-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import { type PullRequestFile, unknownLines } from './pull-request.ts';
import { type PatchSection, splitPatch } from './split-patch.ts';
import { isTestPath } from './test-path.ts';

/** The text of a file before the pull request: `null` when there was none, `undefined` when it is not known. */
export type ReadBefore = (path: string) => string | null | undefined;

/**
 * Reads the files a unified diff changes. What no patch of ours takes (a path that leaves the repository, a
 * link, a binary, a change of mode, a malformed hunk) becomes a file with a `problem`.
 */
export function readPatchFiles(text: string, readBefore: ReadBefore = () => undefined): PullRequestFile[] {
  return splitPatch(text).flatMap((section) => readSection(section, readBefore));
}

function readSection({ path, previousPath, text }: PatchSection, readBefore: ReadBefore): PullRequestFile[] {
  const facts = { path, isTest: isTestPath(path), ...(previousPath !== undefined && { previousPath }) };
  try {
    if (previousPath !== undefined && !text.includes('\n@@ -')) {
      const same = readBefore(previousPath) ?? '';
      return [{ ...facts, before: same, after: same }];
    }
    return parsePatch(text).map((patch) => {
      const patchPath = patch.newPath ?? patch.oldPath ?? '';
      return {
        ...facts,
        path: patchPath,
        isTest: isTestPath(patchPath),
        ...readTexts(patch, readBefore(previousPath ?? patchPath)),
      };
    });
  } catch (error) {
    if (!PatchFormatError.isInstance(error)) throw error;
    return [{ ...facts, before: null, after: null, problem: error.reason }];
  }
}

type Texts = Pick<PullRequestFile, 'before' | 'after' | 'isExcerpt'>;

function readTexts(patch: FilePatch, before: string | null | undefined): Texts {
  const path = patch.oldPath ?? patch.newPath ?? '';
  if (before !== undefined) {
    try {
      return { before, after: applyPatch([patch], new Map([[path, before]])).get(path) ?? null };
    } catch (error) {
      // The commit is not the one the patch was made against: what the patch itself says is all there is.
      if (!PatchDoesNotApplyError.isInstance(error)) throw error;
    }
  }
  const side = (left: HunkLine['kind']): string =>
    patch.hunks
      .map(({ lines }) => lines.flatMap(({ kind, text }) => (kind === left ? [] : [text])).join(''))
      .map((part) => (part === '' || part.endsWith('\n') ? part : `${part}\n`))
      .join(`${unknownLines}\n`);
  if (patch.oldPath === null) return { before: null, after: side('removed') };
  if (patch.newPath === null) return { before: side('added'), after: null };
  return { before: side('added'), after: side('removed'), isExcerpt: true };
}
