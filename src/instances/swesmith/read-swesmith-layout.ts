import { join } from 'node:path';

import { DataFormatError } from '../../errors/data-format-error.ts';
import type { BugCandidate } from '../../strategies/bug-candidate.ts';
import type { TestLists } from '../../validation/validation-result.ts';
import type { TaskInstance } from '../task-instance.ts';
import { type BugFile, findBugFiles } from './bug-file.ts';
import { InstanceIndex } from './instance-index.ts';
import { bugsDirectory, type LayoutPaths, layoutPaths } from './layout-paths.ts';
import { listFolder } from './list-folder.ts';
import { checkFolderName } from './path-part.ts';
import { readCandidate } from './read-candidate.ts';
import { readTestLog, readValidationReport } from './validation-folder.ts';
import { statusOf } from './validation-report.ts';

/** Options of {@link readSwesmithLayout}. */
export type ReadSwesmithLayoutOptions = {
  /** Reads only this mirror's candidates. @default every mirror's */
  readonly mirrorName?: string | undefined;
  /** The validation run to look into. @default the mirror's name */
  readonly runId?: string | undefined;
};

/** What a layout holds on every candidate. */
export type SwesmithCandidate = {
  readonly instanceId: string;
  /** Without `entity`; a mirrored pull request's id is made from its patch. */
  readonly candidate: BugCandidate;
  /** Name of the changed function or class, for candidates that lie under one. */
  readonly entityName: string | undefined;
};

/** A candidate with what SWE-smith's layout holds on its validation, tagged by `status`. */
export type SwesmithRecord =
  | (SwesmithCandidate &
      TestLists & {
        readonly status: 'valid' | 'no-test-broken' | 'no-test-kept';
        readonly testOutput: string;
        /** The row of the run's list of instances, when it has one. */
        readonly instance: TaskInstance | undefined;
      })
  | (SwesmithCandidate & {
      readonly status: 'timed-out';
      /** `undefined` when the report does not say. */
      readonly timeoutMs: number | undefined;
      readonly testOutput: string;
    })
  /** There is no report, or one that says the run did not start. */
  | (SwesmithCandidate & { readonly status: 'not-validated' });

/**
 * Reads the candidates in SWE-smith's folders, and how their validation ended, one after the other.
 *
 * The order is that of the names of files and folders, the files of a folder before its folders.
 *
 * @throws {DataFormatError} when there are no such folders, or a file in them has another form.
 * @throws {InvalidArgumentError} when `mirrorName` or `runId` cannot name a folder.
 */
export async function* readSwesmithLayout(
  directory: string,
  { mirrorName, runId }: ReadSwesmithLayoutOptions = {},
): AsyncIterable<SwesmithRecord> {
  if (mirrorName !== undefined) checkFolderName('options.mirrorName', mirrorName);
  if (runId !== undefined) checkFolderName('options.runId', runId);
  const folders = await listFolder(bugsDirectory(directory));
  const mirrors = folders
    .filter((entry) => entry.isDirectory() && (mirrorName ?? entry.name) === entry.name)
    .map(({ name }) => name);
  if (mirrors.length === 0) {
    throw new DataFormatError({
      file: bugsDirectory(directory),
      reason: `there is no folder of candidates${mirrorName === undefined ? '' : ` named \`${mirrorName}\``}`,
    });
  }
  for (const mirror of mirrors) yield* readMirror(layoutPaths(directory, mirror, runId ?? mirror), mirror);
}

async function* readMirror(paths: LayoutPaths, mirrorName: string): AsyncIterable<SwesmithRecord> {
  const instances = await InstanceIndex.read(paths.instances);
  for await (const bug of findBugFiles(paths.bugs)) {
    yield readRecord(bug, {
      instanceId: `${mirrorName}.${bug.bugName}`,
      validation: paths.validation,
      instances,
    });
  }
}

async function readRecord(
  bug: BugFile,
  { instanceId, validation, instances }: { instanceId: string; validation: string; instances: InstanceIndex },
): Promise<SwesmithRecord> {
  const common = { instanceId, candidate: await readCandidate(bug), entityName: bug.entityName };
  const folder = join(validation, instanceId);
  const report = await readValidationReport(folder);
  if (report === undefined || report.kind === 'no-output') return { ...common, status: 'not-validated' };
  const testOutput = await readTestLog(folder);
  if (report.kind === 'timed-out') {
    return { ...common, status: 'timed-out', timeoutMs: report.timeoutMs, testOutput };
  }
  return {
    ...common,
    status: statusOf(report.lists),
    ...report.lists,
    testOutput,
    instance: await instances.get(instanceId),
  };
}
