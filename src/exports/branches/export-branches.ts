import type { InstanceRepositories } from '../../instances/instance-repositories.ts';
import { stringifyLikePython } from '../../instances/python-json.ts';
import type { BundleWriter } from '../bundle/bundle-writer.ts';
import { exportBundle } from '../export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport } from '../export-options.ts';
import { cleanBranch } from './mirror.ts';
import { Mirrors } from './mirrors.ts';
import { type PreparedBranch, prepareBranch } from './prepare-branch.ts';
import { workGit } from './work-git.ts';

/** Options of {@link exportBranches}. */
export type ExportBranchesOptions = ExportOptions & {
  /** Where the instances' code is. */
  readonly repositories: InstanceRepositories;
};

/**
 * Writes a git bundle per repository, with the branch of each instance, without any remote: `git clone
 * <mirror name>.bundle` gives what a clone of SWE-smith's mirror would.
 *
 * Shapes: `<mirror name>.bundle`, and `branches.json` with the commit of each branch and of `main`. `main` is one
 * commit `Initial commit` of the repository's files without its workflows; a branch is named as its instance and
 * has two more: `Bug Patch`, and `Remove F2P Tests`, which deletes the files of the tests that fail with the bug.
 * Authors and dates are fixed, so the same instances always give the same commits.
 *
 * Outcomes: instances of none of the repositories, or whose patch does not fit, are skipped.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 * @throws {RepositoryError} when a repository cannot be read or git fails.
 * @source SWE-smith of 2026, `profiles/base.py#create_mirror`, `harness/gather.py`. Differs: there is always a
 *   second commit, so that the one before a branch's tip is always the bug.
 */
export async function exportBranches(
  instances: ExportedInstances,
  options: ExportBranchesOptions,
): Promise<ExportReport> {
  const { abortSignal } = options;
  return exportBundle(instances, options, {
    name: 'branches',
    prepare: prepareBranch,
    write: (branches, bundle) => writeBundles(branches, bundle, abortSignal),
  });
}

async function writeBundles(
  branches: AsyncIterable<PreparedBranch>,
  bundle: BundleWriter,
  abortSignal: AbortSignal | undefined,
): Promise<void> {
  const mirrors = new Mirrors();
  const listed: Record<string, object> = {};
  try {
    for await (const { instance, repository, changes } of branches) {
      const mirror = await mirrors.of(repository, abortSignal);
      await mirror.addBranch(instance, changes);
    }
    for (const mirror of mirrors.list()) {
      const { mirrorName } = mirror.repository;
      const commits = new Map(await mirror.finish(abortSignal));
      const path = `${mirrorName}.bundle`;
      const place = await bundle.prepare(path);
      await workGit(mirror.directory, ['bundle', 'create', '--quiet', place, 'HEAD', '--branches'], {
        operation: 'write the bundle',
        abortSignal,
      });
      await bundle.add(path);
      const main = commits.get(cleanBranch);
      commits.delete(cleanBranch);
      listed[mirrorName] = { main, branches: Object.fromEntries(commits) };
    }
  } finally {
    await mirrors.close();
  }
  await bundle.write('branches.json', [`${stringifyLikePython(listed, 2)}\n`]);
}
