import type { TaskInstance } from '../instances/task-instance.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { clearCaches } from './clear-caches.ts';
import { commitWorkspace } from './commit-workspace.ts';
import { findTestFiles } from './find-test-files.ts';
import { listFiles } from './list-files.ts';
import type { PrepareWorkspaceOptions } from './prepare-workspace.ts';
import { readTask } from './read-task.ts';
import { replaceCopies } from './replace-copies.ts';
import type { ChangedFile, SandboxWorkspace } from './workspace.ts';
import { changeRepository } from './workspace-repository.ts';

/** Makes a sandbox that never held the code without the bug, and takes out what leads to it. */
export async function prepareSandbox(
  instance: TaskInstance,
  options: PrepareWorkspaceOptions & { readonly runtime: ContainerRuntime },
): Promise<SandboxWorkspace> {
  const { repositories, removeFailingTests = false, runtime, abortSignal } = options;
  const { repository: original, changes, changedFiles } = await readTask(instance, repositories);
  const removedTestFiles = removeFailingTests ? findTestFiles(instance.FAIL_TO_PASS, original.files) : [];
  const told = [...changes.keys(), ...removedTestFiles];
  const bytecode = original.files.map(({ path }) => path).filter((path) => isCompiledFrom(path, told));
  const removals = [...removedTestFiles, ...bytecode].map((path) => [path, null] as const);
  const repository = changeRepository(original, new Map([...changes, ...removals]));
  const ownPaths = new Set(repository.files.map(({ path }) => path));
  const omittedPaths = original.files.map(({ path }) => path).filter((path) => !ownPaths.has(path));
  const replacements = changedFiles.flatMap(({ path, clean: from, buggy: to }) =>
    from === null || from.length === 0 ? [] : [{ name: path.replace(/^.*\//, ''), from, to }],
  );
  const isolated = { omittedPaths, replacements };
  const sandbox = await runtime.createSandbox({ repository, isolated, abortSignal });
  try {
    const cleaned = await clean(sandbox, { ownPaths, omittedPaths, changedFiles, abortSignal });
    const commit = await commitWorkspace(sandbox, [...ownPaths], abortSignal);
    return {
      instanceId: instance.instance_id,
      directory: sandbox.workingDirectory,
      commit,
      repository,
      removedTestFiles,
      ...cleaned,
      sandbox,
    };
  } catch (error) {
    await sandbox.remove();
    throw error;
  }
}

/** Whether a file, which some projects commit too, was compiled from one of these. */
function isCompiledFrom(path: string, sources: readonly string[]): boolean {
  if (!/\.py[co]$/.test(path)) return false;
  const source = path.replace('__pycache__/', '').replace(/([^/]*?)\.[^/]*$/, '$1.py');
  return sources.includes(source);
}

async function clean(
  sandbox: Sandbox,
  options: {
    readonly ownPaths: ReadonlySet<string>;
    readonly omittedPaths: readonly string[];
    readonly changedFiles: readonly ChangedFile[];
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<Pick<SandboxWorkspace, 'removedFiles' | 'replacedCopies' | 'keptCopies'>> {
  const { ownPaths, omittedPaths, changedFiles, abortSignal } = options;
  // For a runtime that does not know of isolation.
  for (const path of omittedPaths) await sandbox.removeFile(path);
  const listed = await listFiles(sandbox, abortSignal);
  const removedFiles = await clearCaches(sandbox, listed, { ownPaths, abortSignal });
  const { replaced, kept } = await replaceCopies(sandbox, changedFiles, { ownPaths, abortSignal });
  return { removedFiles, replacedCopies: replaced, keptCopies: kept };
}
