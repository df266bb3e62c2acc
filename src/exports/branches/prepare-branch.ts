import type { TaskInstance } from '../../instances/task-instance.ts';
import type { Repository } from '../../repository/repository.ts';
import { type PatchChanges, readChanges } from '../../validation/read-changes.ts';
import type { Refusal } from '../export-options.ts';
import { isPatchRefusal } from '../patch-refusal.ts';

/** An instance with all it takes to make its branch. */
export type PreparedBranch = {
  readonly instance: TaskInstance;
  readonly repository: Repository;
  readonly changes: PatchChanges;
};

/** Applies the patch of an instance, or says why there can be no branch. */
export async function prepareBranch(
  instance: TaskInstance,
  repository: Repository | undefined,
): Promise<PreparedBranch | Refusal> {
  if (repository === undefined) {
    return {
      reason: 'no-repository',
      message: `None of the repositories is that of ${instance.instance_id}.`,
    };
  }
  try {
    return { instance, repository, changes: await readChanges(instance, repository) };
  } catch (error) {
    if (isPatchRefusal(error)) return { reason: 'patch-failed', message: error.message };
    throw error;
  }
}
