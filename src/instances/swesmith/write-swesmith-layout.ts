import { join } from 'node:path';

import { encodePatch } from '../../patches/patch-bytes.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import { toBugName } from '../../strategies/bug-name.ts';
import type { ValidationResult } from '../../validation/validation-result.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { toInstanceId } from '../instance-id.ts';
import { metadataPath, patchPath } from './bug-file.ts';
import { bugFolder } from './bug-folder.ts';
import { findReferencePatch, formatBugMetadata } from './bug-metadata.ts';
import { type LayoutPaths, layoutPaths } from './layout-paths.ts';
import { checkFolderName } from './path-part.ts';
import { writeTestLog, writeValidationFolder } from './validation-folder.ts';
import { writeInstanceList, writePatchList } from './write-summaries.ts';

/** Options of {@link writeSwesmithLayout}. */
export type WriteSwesmithLayoutOptions = {
  /** Where `logs/` is made or added to. */
  readonly directory: string;
  /** The repository the results were validated in. */
  readonly repository: Repository;
  /** Name of the run's folder. SWE-smith's later steps expect the default. @default the mirror's name */
  readonly runId?: string | undefined;
  /** The clock for `created_at`. @default the system's */
  readonly now?: (() => Date) | undefined;
  /** What the suite printed without any candidate. */
  readonly baselineOutput?: string | undefined;
};

/**
 * Writes validated candidates as the files SWE-smith's own steps leave, so that its other tools can go on from
 * there.
 *
 * Shapes: candidates lie in `logs/bug_gen/<mirror>/` and are listed in `logs/bug_gen/<mirror>_all_patches.json`;
 * each run has a folder in `logs/run_validation/<run>/`; `logs/task_insts/<run>.json` lists the instances.
 * Patches are written byte for byte.
 *
 * Outcomes: results are written as they come, those that are not `valid` too; candidates that could not be run
 * have no report. The two lists are made at the end from what the folders then hold, so results can be added
 * in several calls; an instance listed before keeps its time and problem statement unless it changed. When
 * `results` fails, the lists stay as they were.
 *
 * @throws {InvalidArgumentError} when the mirror's name or `runId` cannot name a folder.
 * @throws {DataFormatError} when files already there do not have the form of the layout.
 */
export async function writeSwesmithLayout(
  results: Iterable<ValidationResult> | AsyncIterable<ValidationResult>,
  {
    directory,
    repository,
    runId = repository.mirrorName,
    now = () => new Date(),
    baselineOutput,
  }: WriteSwesmithLayoutOptions,
): Promise<void> {
  const { mirrorName } = repository;
  checkFolderName('options.repository.mirrorName', mirrorName);
  checkFolderName('options.runId', runId);
  const paths = layoutPaths(directory, mirrorName, runId);
  if (baselineOutput !== undefined) {
    await writeTestLog(join(paths.validation, `${mirrorName}.ref`), baselineOutput);
  }
  for await (const result of results) {
    await writeBug(result.candidate, paths, mirrorName);
    const folder = join(paths.validation, toInstanceId(result.candidate, mirrorName));
    const { testCommand } = repository.environment;
    await writeValidationFolder(folder, result, { testCommand, now: now() });
  }
  await writePatchList(paths, repository);
  await writeInstanceList(paths, { repository, now });
}

async function writeBug(candidate: BugCandidate, { bugs }: LayoutPaths, mirrorName: string): Promise<void> {
  const bug = { folder: join(bugs, ...bugFolder(candidate, mirrorName)), bugName: toBugName(candidate) };
  await writeFileAtomically(metadataPath(bug), [formatBugMetadata(candidate)]);
  await writeFileAtomically(patchPath(bug), [encodePatch(candidate.patch)]);
  const reference = findReferencePatch(candidate);
  if (reference !== undefined) {
    await writeFileAtomically(join(bug.folder, `ref__${bug.bugName}.diff`), [encodePatch(reference)]);
  }
}
