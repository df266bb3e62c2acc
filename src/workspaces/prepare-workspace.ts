import { cp, mkdir, readdir, realpath } from 'node:fs/promises';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { InstanceRepositories } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import { prepareSandbox } from './prepare-sandbox.ts';
import type { SandboxWorkspace, Workspace } from './workspace.ts';

/** What {@link prepareWorkspace} needs wherever the workspace is. */
export type PrepareWorkspaceOptions = {
  /** The code the instance was made from. */
  readonly repositories: InstanceRepositories;
  /** Removes the files that hold the tests which fail because of the bug. @default false */
  readonly removeFailingTests?: boolean | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** A workspace in a directory of this machine. */
export type PrepareDirectoryOptions = PrepareWorkspaceOptions & {
  /** An empty directory, or one that is made. */
  readonly directory: string;
};

/** A workspace in a sandbox. */
export type PrepareSandboxOptions = PrepareWorkspaceOptions & {
  /** Where the sandbox is made. */
  readonly runtime: ContainerRuntime;
};

/**
 * Gives an agent a checkout with the bug of a task instance in it, and nothing that leads to the fix.
 *
 * History: one commit `Initial commit` on `main` by a fixed author at a fixed time, so that the same instance
 * always gives the same commit; no remote, no other branch, no reflog, and no object that is not of that commit.
 * What the environment has beside the repository's files is ignored by git. Without a program `git` there is no
 * history at all, and `commit` is `undefined`.
 *
 * Caches: bytecode, the caches of pytest, mypy and ruff, and what patches and editors leave (`*.orig`, `*.rej`)
 * are removed, unless the repository holds them itself.
 *
 * Installed copies: where a package was installed without `-e`, the copies of the changed files get the bug too,
 * when they are inside the checkout, or in a container whose file system can be written (`writableRoot` of
 * `DockerRuntime`). Others are listed in `keptCopies`. {@link auditLeaks} finds what is left.
 *
 * A directory holds the repository's files alone: nothing is installed there.
 *
 * @throws {InvalidArgumentError} when `repositories` has not the instance's, or the directory is not empty.
 * @throws {PatchFormatError} when the bug's patch is malformed.
 * @throws {PatchDoesNotApplyError} when the bug's patch does not fit the repository.
 * @throws {ContainerError} when no sandbox can be made, or it fails.
 * @source SWE-smith of 2026: an agent sees a branch on which the bug is one commit and the removal of the tests
 *   another. Differs: one commit, because the one before it is the answer.
 */
export function prepareWorkspace(
  instance: TaskInstance,
  options: PrepareSandboxOptions,
): Promise<SandboxWorkspace>;
export function prepareWorkspace(
  instance: TaskInstance,
  options: PrepareDirectoryOptions,
): Promise<Workspace>;
export async function prepareWorkspace(
  instance: TaskInstance,
  options: PrepareDirectoryOptions | PrepareSandboxOptions,
): Promise<Workspace> {
  options.abortSignal?.throwIfAborted();
  if ('runtime' in options) return prepareSandbox(instance, options);
  const { directory, abortSignal } = options;
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new InvalidArgumentError({
      argument: 'directory',
      value: directory,
      expected: 'an empty directory',
    });
  }
  const runtime = createDefaultRuntime();
  try {
    const { sandbox, ...workspace } = await prepareSandbox(instance, { ...options, runtime });
    await cp(sandbox.workingDirectory, directory, copyOptions);
    abortSignal?.throwIfAborted();
    return { ...workspace, directory: await realpath(directory) };
  } finally {
    await runtime.dispose?.();
  }
}

const copyOptions = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
