import type { Repository } from '../repository/repository.ts';
import type { TaskInstance } from './task-instance.ts';

/**
 * The repositories task instances were made from: one, several, or a function that opens the one of an instance.
 *
 * Those given as values are told apart by `mirrorName`, which begins every instance's id.
 */
export type InstanceRepositories =
  | Repository
  | readonly Repository[]
  | ((instance: TaskInstance) => Repository | undefined | Promise<Repository | undefined>);

/** The repository an instance was made from, or `undefined` when it is none of those given. */
export async function findInstanceRepository(
  instance: TaskInstance,
  repositories: InstanceRepositories,
): Promise<Repository | undefined> {
  if (typeof repositories === 'function') return repositories(instance);
  const given = 'mirrorName' in repositories ? [repositories] : repositories;
  return given.find(({ mirrorName }) => instance.instance_id.startsWith(`${mirrorName}.`));
}
