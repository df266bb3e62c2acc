import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { findInstanceRepository, type InstanceRepositories } from '../../instances/instance-repositories.ts';
import { checkInstances } from '../../instances/write-instances.ts';
import type { ExportedInstances, ExportProgress, Refusal, SkippedInstance } from '../export-options.ts';
import { checkNewId } from '../check-new-id.ts';
import { cleanBranch, type Mirror } from './mirror.ts';
import { Mirrors } from './mirrors.ts';
import { prepareBranch } from './prepare-branch.ts';
import { pushMirror, type PushStatus } from './push-mirror.ts';

/** Options of {@link pushBranches}. */
export type PushBranchesOptions = {
  /** Where the instances' code is. */
  readonly repositories: InstanceRepositories;
  /** Address of the repository the branches of a mirror go to, anything `git push` takes; it must exist. */
  readonly remote: (mirrorName: string) => string;
  /** Replaces branches that are there with other commits, instead of reporting a conflict. @default false */
  readonly replace?: boolean | undefined;
  /** Pushes at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Variables git gets besides `PATH` and `HOME`, such as `GIT_SSH_COMMAND` or `SSH_AUTH_SOCK`. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Ends git within a second; what was pushed stays. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Called after each instance whose branch was made. */
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
};

/**
 * A branch and what became of it: it was `pushed`; it was there already (`unchanged`); the remote has other commits
 * there, or another `main` (`conflict`); or the remote refused it (`rejected`).
 */
export type PushedBranch = {
  /** Named as the instance; `main` for the clean code. */
  readonly branch: string;
  readonly mirrorName: string;
  readonly commit: string;
  readonly status: PushStatus;
  /** What git said, where it was not pushed. */
  readonly message?: string | undefined;
};

/** What {@link pushBranches} did. */
export type PushReport = {
  readonly branches: readonly PushedBranch[];
  readonly skipped: readonly SkippedInstance[];
};

/**
 * Makes the branch of each instance, as `exportBranches` does, and pushes those the remotes lack.
 *
 * Outcomes: pushing again changes nothing, as the same instances always give the same commits. No checkout is
 * touched; the branches are made in a repository of their own that is removed at the end.
 *
 * @throws {InvalidArgumentError} when a value is no task instance or an option is malformed.
 * @throws {RepositoryError} when a repository cannot be read, a remote cannot be reached, or git fails.
 */
export async function pushBranches(
  instances: ExportedInstances,
  options: PushBranchesOptions,
): Promise<PushReport> {
  const { repositories, concurrency = 4, abortSignal, onProgress } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new InvalidArgumentError({
      argument: 'options.concurrency',
      value: concurrency,
      expected: 'an integer from 1 up',
    });
  }
  const skipped: SkippedInstance[] = [];
  const ids = new Set<string>();
  const mirrors = new Mirrors();
  let exported = 0;
  try {
    for await (const instance of checkInstances(instances)) {
      abortSignal?.throwIfAborted();
      const id = instance.instance_id;
      const repository = await findInstanceRepository(instance, repositories);
      const prepared = checkNewId(id, ids) ?? (await prepareBranch(instance, repository));
      if ('changes' in prepared) {
        const mirror = await mirrors.of(prepared.repository, abortSignal);
        await mirror.addBranch(instance, prepared.changes);
        exported += 1;
      } else {
        skipped.push(describeSkipped(id, prepared));
      }
      onProgress?.({ exported, skipped: skipped.length });
    }
    const branches: PushedBranch[] = [];
    for (const mirror of mirrors.list()) branches.push(...(await push(mirror, { ...options, concurrency })));
    return { branches, skipped };
  } finally {
    await mirrors.close();
  }
}

async function push(
  mirror: Mirror,
  options: PushBranchesOptions & { readonly concurrency: number },
): Promise<PushedBranch[]> {
  const { remote, replace = false, concurrency, variables, abortSignal } = options;
  const { mirrorName } = mirror.repository;
  const commits = await mirror.finish(abortSignal);
  const outcomes = await pushMirror(commits, {
    directory: mirror.directory,
    remote: checkRemote(remote(mirrorName)),
    replace,
    concurrency,
    variables,
    abortSignal,
  });
  return [...commits]
    .sort(([one], [other]) => (one === cleanBranch ? -1 : other === cleanBranch ? 1 : one < other ? -1 : 1))
    .flatMap(([branch, commit]) => {
      const outcome = outcomes.get(branch);
      return outcome === undefined ? [] : [{ branch, mirrorName, commit, ...outcome }];
    });
}

function describeSkipped(instanceId: string, { reason, message }: Refusal): SkippedInstance {
  return { instanceId, reason, message };
}

function checkRemote(remote: unknown): string {
  if (typeof remote === 'string' && remote !== '' && !remote.startsWith('-') && !/[\0\n]/.test(remote)) {
    return remote;
  }
  throw new InvalidArgumentError({
    argument: 'options.remote',
    value: remote,
    expected: 'a function that gives the address of a git repository',
  });
}
