import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Repository } from '../../repository/repository.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { findImageName } from '../image-name.ts';
import type { TaskInstance } from '../task-instance.ts';
import { makeTaskInstance } from '../to-task-instance.ts';
import { formatJsonList, writeInstances } from '../write-instances.ts';
import { findBugFiles, patchPath, readBugMetadata, readPatchFile } from './bug-file.ts';
import { InstanceIndex } from './instance-index.ts';
import type { LayoutPaths } from './layout-paths.ts';
import { listFolder } from './list-folder.ts';
import { readValidatedPatch, readValidationReport } from './validation-folder.ts';
import { statusOf } from './validation-report.ts';

/** Lists every candidate of the mirror's folder in one file; there is no such file when there are none. */
export async function writePatchList(paths: LayoutPaths, repository: Repository): Promise<void> {
  const rows = listPatches(paths.bugs, repository)[Symbol.asyncIterator]();
  const first = await rows.next();
  if (first.done === true) {
    await rm(paths.patches, { force: true });
    return;
  }
  await writeFileAtomically(paths.patches, formatJsonList(prepend(first.value, rows)));
}

/**
 * Lists the instances of the run's folder in one file, in the order of their ids. An instance that is there
 * already is kept as it is, with its time and problem statement, while its patch and tests are the same.
 */
export async function writeInstanceList(
  paths: LayoutPaths,
  { repository, now }: { readonly repository: Repository; readonly now: () => Date },
): Promise<void> {
  const known = await InstanceIndex.read(paths.instances);
  await writeInstances(paths.instances, listInstances(paths.validation, { known, repository, now }), {
    format: 'json',
  });
}

async function* listPatches(folder: string, repository: Repository): AsyncGenerator<object, undefined> {
  for await (const bug of findBugFiles(folder)) {
    yield {
      ...(await readBugMetadata(bug)),
      instance_id: `${repository.mirrorName}.${bug.bugName}`,
      patch: await readPatchFile(patchPath(bug)),
      image_name: findImageName(repository),
      repo: repository.mirrorName,
    };
  }
  return undefined;
}

async function* prepend<T>(first: T, others: AsyncIterator<T, undefined>): AsyncIterable<T> {
  yield first;
  for (let next = await others.next(); next.done !== true; next = await others.next()) yield next.value;
}

async function* listInstances(
  folder: string,
  { known, ...options }: { known: InstanceIndex; repository: Repository; now: () => Date },
): AsyncIterable<TaskInstance> {
  for (const { name: instanceId } of await listFolder(folder)) {
    // Folders of clean runs lie here as well.
    if (instanceId.endsWith('.ref')) continue;
    const report = await readValidationReport(join(folder, instanceId));
    const patch = await readValidatedPatch(join(folder, instanceId));
    if (report?.kind !== 'finished' || patch === undefined) continue;
    const instance = makeTaskInstance({ instanceId, patch, ...report.lists, ...options });
    const knownInstance = await known.get(instanceId);
    if (knownInstance !== undefined && isSameTask(instance, knownInstance)) yield knownInstance;
    else if (isOwn(instanceId, options.repository) && statusOf(report.lists) === 'valid') yield instance;
  }
}

/** Several mirrors may share a run's folder; only this one's commit and image are known. */
function isOwn(instanceId: string, { mirrorName }: Repository): boolean {
  return instanceId.slice(0, instanceId.lastIndexOf('.')) === mirrorName;
}

function isSameTask(one: TaskInstance, other: TaskInstance): boolean {
  return (
    one.patch === other.patch &&
    isSameList(one.FAIL_TO_PASS, other.FAIL_TO_PASS) &&
    isSameList(one.PASS_TO_PASS, other.PASS_TO_PASS)
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
