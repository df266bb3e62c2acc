import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { findInstanceRepository, type InstanceRepositories } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { encodePatch } from '../patches/patch-bytes.ts';
import type { Repository } from '../repository/repository.ts';
import { type PatchChanges, readChanges } from '../validation/read-changes.ts';
import type { ChangedFile } from './workspace.ts';

/** The code of a task, without and with the bug. */
export type Task = {
  /** Without the bug. */
  readonly repository: Repository;
  readonly changes: PatchChanges;
  readonly changedFiles: readonly ChangedFile[];
};

/**
 * Reads the code of a task instance.
 *
 * @throws {InvalidArgumentError} when `repositories` has not the instance's.
 * @throws {PatchFormatError} or {PatchDoesNotApplyError} when the bug cannot be put in place.
 */
export async function readTask(instance: TaskInstance, repositories: InstanceRepositories): Promise<Task> {
  const repository = await findInstanceRepository(instance, repositories);
  if (repository === undefined) {
    throw new InvalidArgumentError({
      argument: 'repositories',
      value: instance.instance_id,
      expected: 'repositories with that of the instance',
    });
  }
  const changes = await readChanges(instance, repository);
  const known = new Set(repository.files.map(({ path }) => path));
  const cleanFiles = new Map<string, Uint8Array>();
  const paths = [...changes.keys()].filter((path) => known.has(path));
  for await (const { path, content } of repository.readFiles(paths)) cleanFiles.set(path, content);
  const changedFiles = [...changes].map(([path, text]) => ({
    path,
    clean: cleanFiles.get(path) ?? null,
    buggy: text === null ? null : encodePatch(text),
  }));
  return { repository, changes, changedFiles };
}
