import { PatchDoesNotApplyError, PatchFormatError } from '../../errors/patch-error.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { formatPatch } from '../../patches/format-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { Repository } from '../../repository/repository.ts';
import { type PatchChanges, readChanges } from '../../validation/read-changes.ts';
import type { LeftOutChange, LeftOutChangeReason } from '../protected-paths.ts';
import { applyWithPrograms, type ForgivingStep } from './host-programs.ts';
import { overlayRepository } from './overlay-repository.ts';
import { splitPatch } from './patch-sections.ts';

/**
 * How a patch was put in place: `exact` as it stands; else by `git apply`, which finds moved lines, by
 * `git apply --3way`, which merges, or by `patch --batch --fuzz=5 -p1`, which overlooks lines that differ.
 */
export type ApplyStep = 'exact' | ForgivingStep;

/** A patch put in place, in memory. */
export type AppliedPatch = {
  readonly step: ApplyStep;
  /** What the files become, bug included. */
  readonly changes: PatchChanges;
  /** What the patch changes and must not, as far as that was known before. */
  readonly leftOut: readonly LeftOutChange[];
};

/**
 * Puts a prediction's patch in place on the code with the bug, as tolerantly as the harnesses people know.
 *
 * Changes of protected files are left out before anything is applied, so they can neither count nor be in the way.
 *
 * @throws {PatchFormatError} when it is no patch, or reaches outside the repository.
 * @throws {PatchDoesNotApplyError} when nothing makes it fit.
 * @source SWE-bench 5 `run_evaluation.py`: `git apply`, `--3way`, `--reject`, `patch`; without `--reject`, which
 *   takes no patch whole that the others do not.
 */
export async function applyPrediction(
  patch: string,
  options: {
    readonly repository: Repository;
    /** What the bug changes. */
    readonly bug: PatchChanges;
    readonly protection: (path: string) => LeftOutChangeReason | undefined;
    readonly abortSignal: AbortSignal;
  },
): Promise<AppliedPatch> {
  const { repository, bug, protection, abortSignal } = options;
  const buggy = overlayRepository(repository, bug);
  const leftOut = new Map<string, LeftOutChangeReason>();
  const isWanted = (path: string): boolean => {
    const reason = protection(path);
    if (reason !== undefined) leftOut.set(path, reason);
    return reason === undefined;
  };
  const finish = (step: ApplyStep, made: PatchChanges): AppliedPatch => {
    const kept = [...made].filter(([path]) => isWanted(path));
    refuseLinks(kept, buggy);
    return {
      step,
      changes: new Map([...bug, ...kept]),
      leftOut: [...leftOut].map(([path, reason]) => ({ path, reason })),
    };
  };
  const parsed = parseOrUndefined(patch);
  if (parsed !== undefined) {
    const wanted = parsed.filter(({ oldPath, newPath }) => isWanted(oldPath ?? newPath ?? ''));
    if (wanted.length === 0) return finish('exact', new Map());
    try {
      const text = wanted.length === parsed.length ? patch : formatPatch(wanted);
      return finish('exact', text === '' ? new Map() : await readChanges({ patch: text }, buggy));
    } catch (error) {
      if (!PatchDoesNotApplyError.isInstance(error)) throw error;
    }
  }
  const sections = splitPatch(patch);
  if (sections.length === 0) throw new PatchFormatError({ line: 1, reason: 'no changed file was found' });
  const wanted = sections.filter(({ paths }) => paths.length === 0 || paths.map(isWanted).includes(true));
  if (wanted.length === 0) return finish('exact', new Map());
  const text = wanted.map((section) => section.text).join('');
  const paths = wanted.flatMap((section) => section.paths);
  const applied = await applyWithPrograms(text, paths, { clean: repository, buggy, abortSignal });
  return finish(applied.step, applied.changes);
}

function parseOrUndefined(patch: string): FilePatch[] | undefined {
  try {
    return parsePatch(patch);
  } catch {
    return undefined;
  }
}

/** Nothing may be written through a symbolic link of the repository, or in its place. */
function refuseLinks(changes: readonly (readonly [string, unknown])[], { files }: Repository): void {
  const links = files.filter(({ mode }) => mode === '120000');
  for (const [path] of changes) {
    const link = links.find((file) => path === file.path || path.startsWith(`${file.path}/`));
    if (link === undefined) continue;
    throw new PatchDoesNotApplyError({ path, line: 1, reason: 'a symbolic link is in the way' });
  }
}
