import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { InstanceRepositories } from '../../instances/instance-repositories.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { checkNumber } from '../../providers/check-number.ts';
import { openDirectory } from '../../runtimes/open-directory.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import { readTask, type Task } from '../read-task.ts';
import { toBase64 } from '../replace-copies.ts';
import type { Workspace } from '../workspace.ts';
import { type AuditFacts, runAuditScript } from './audit-script.ts';
import { findSigns } from './find-signs.ts';
import type { WorkspaceLeak } from './workspace-leak.ts';

/** Settings of {@link auditLeaks}. */
export type AuditLeaksOptions = {
  /** The code the instance was made from. */
  readonly repositories: InstanceRepositories;
  /**
   * Files whose content is an answer too, such as the tests that were removed.
   * @default `removedTestFiles` of the workspace
   */
  readonly removedTestFiles?: readonly string[] | undefined;
  /**
   * Absolute paths to search beside the workspace and the Python environment.
   * @default everything in a container, nothing elsewhere
   */
  readonly paths?: readonly string[] | undefined;
  /** Whether the directories Python imports from are searched. @default true */
  readonly searchEnvironment?: boolean | undefined;
  /** The Python whose environment is searched, which also does the searching. @default `python`, else `python3` */
  readonly python?: string | undefined;
  /** @default 600_000 */
  readonly timeoutMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * Looks for every road to the answer of a task instance in the place where an agent will work, and lists what it
 * finds; an empty list is what an agent should begin with.
 *
 * Subject: a workspace, a sandbox, or a directory of this machine.
 *
 * Searched: the objects of every git repository, reachable or not; branches, tags, stashes, notes, remotes,
 * reflogs, hooks, alternates, submodules and other checkouts of the workspace's own; and every file of the
 * workspace, of the directories Python imports from, of those an editable installation points to, and of `paths`,
 * archives and compressed files included. Where a file counts is decided by what is in it: the clean version of a
 * changed file, lines of it that the buggy version has not, a difference that names them, or bytecode of a
 * function as it is without the bug. Directories that cannot be read are taken to be closed to the agent too.
 *
 * The answer is on the sandbox's disk only until the search has begun, in its temporary directory.
 *
 * @throws {InvalidArgumentError} when `repositories` has not the instance's.
 * @throws {ContainerError} when there is no Python of at least 3.6, or the search does not end in time.
 */
export async function auditLeaks(
  subject: string | Sandbox | Workspace,
  instance: TaskInstance,
  options: AuditLeaksOptions,
): Promise<WorkspaceLeak[]> {
  const { repositories, paths, python, timeoutMs = 600_000, abortSignal } = options;
  checkNumber('timeoutMs', timeoutMs, { least: 1, most: 2_147_483_647, isWhole: true });
  checkPaths(paths);
  const task = await readTask(instance, repositories);
  const removedTestFiles = options.removedTestFiles ?? findRemovedTestFiles(subject);
  const sandbox = findSandbox(subject) ?? (await openDirectory(findDirectory(subject)));
  try {
    const facts: AuditFacts = {
      workspace: sandbox.workingDirectory,
      files: task.repository.files.map(({ path }) => path),
      changes: [...findChanges(instance, task), ...(await readRemoved(task, removedTestFiles))],
      paths: paths ?? (sandbox.ownsFileSystem === true ? ['/'] : []),
      searchesEnvironment: options.searchEnvironment ?? true,
    };
    return await runAuditScript(sandbox, facts, { python, timeoutMs, abortSignal });
  } finally {
    if (findSandbox(subject) === undefined) await sandbox.remove();
  }
}

function checkPaths(paths: readonly string[] = []): void {
  for (const path of paths) {
    if (path.startsWith('/')) continue;
    throw new InvalidArgumentError({ argument: 'paths', value: path, expected: 'absolute paths' });
  }
}

function findSandbox(subject: string | Sandbox | Workspace): Sandbox | undefined {
  if (typeof subject === 'string') return undefined;
  if ('exec' in subject) return subject;
  return 'sandbox' in subject ? (subject.sandbox as Sandbox) : undefined;
}

function findDirectory(subject: string | Sandbox | Workspace): string {
  if (typeof subject === 'string') return subject;
  return 'exec' in subject ? subject.workingDirectory : subject.directory;
}

function findRemovedTestFiles(subject: string | Sandbox | Workspace): readonly string[] {
  return typeof subject === 'object' && 'removedTestFiles' in subject ? subject.removedTestFiles : [];
}

function findChanges(instance: TaskInstance, { changes, changedFiles }: Task): AuditFacts['changes'] {
  const signs = new Map(findSigns(instance.patch, changes).map((one) => [one.path, one]));
  return changedFiles.map(({ path, clean, buggy }) => {
    const { blocks = [], runs = [] } = signs.get(path) ?? {};
    return {
      path,
      clean: toBase64(clean),
      buggy: toBase64(buggy),
      blocks: blocks.map((block) => block.map(encode)),
      runs: runs.map((run) => run.map(encode)),
    };
  });
}

async function readRemoved({ repository }: Task, paths: readonly string[]): Promise<AuditFacts['changes']> {
  const removed = [];
  for await (const { path, content } of repository.readFiles(paths)) {
    removed.push({ path, clean: toBase64(content), buggy: null, blocks: [], runs: [] });
  }
  return removed;
}

function encode(line: Uint8Array): string {
  return Buffer.from(line).toString('base64');
}
