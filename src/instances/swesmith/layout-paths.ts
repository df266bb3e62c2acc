import { join } from 'node:path';

/** Where SWE-smith keeps what belongs to one mirror and run, below a directory. */
export type LayoutPaths = {
  /** Folder of the candidates. */
  readonly bugs: string;
  /** List of all candidates with their patches. */
  readonly patches: string;
  /** Folder of the validation runs. */
  readonly validation: string;
  /** List of the task instances. */
  readonly instances: string;
};

/** Folder that holds a folder of candidates for each mirror. */
export function bugsDirectory(directory: string): string {
  return join(directory, 'logs', 'bug_gen');
}

/** Places of a mirror and a run; both must name one folder. */
export function layoutPaths(directory: string, mirrorName: string, runId: string): LayoutPaths {
  return {
    bugs: join(bugsDirectory(directory), mirrorName),
    patches: join(bugsDirectory(directory), `${mirrorName}_all_patches.json`),
    validation: join(directory, 'logs', 'run_validation', runId),
    instances: join(directory, 'logs', 'task_insts', `${runId}.json`),
  };
}
