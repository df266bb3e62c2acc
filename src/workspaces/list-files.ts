import { ContainerError } from '../errors/container-error.ts';
import type { ExecResult, Sandbox } from '../runtimes/sandbox.ts';

/** What a path of a sandbox's working directory is. */
export type ListedFile = {
  /** Relative to the working directory. */
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000';
};

const longestList = 200_000_000;

/** Lists regular files and links without the NUL of one list in another; git repositories are left out. */
const listScript = `
find . -name .git -prune -o -type f ! -perm -100 -print0; printf '\\0'
find . -name .git -prune -o -type f -perm -100 -print0; printf '\\0'
find . -name .git -prune -o -type l -print0
`;

/**
 * Every file and symbolic link below the working directory; none that a link leads to, and none in `.git`.
 *
 * @throws {ContainerError} when the sandbox fails.
 */
export async function listFiles(
  sandbox: Sandbox,
  abortSignal: AbortSignal | undefined,
): Promise<ListedFile[]> {
  const result = await runChecked(sandbox, listScript, { operation: 'list the files', abortSignal });
  // The end of each list is an empty name.
  const lists = result.stdout.split('\0\0').map((list) => list.split('\0').filter((path) => path !== ''));
  const modes = ['100644', '100755', '120000'] as const;
  return modes.flatMap((mode, index) =>
    (lists[index] ?? []).map((path) => ({ path: path.replace(/^\.\//, ''), mode })),
  );
}

/** Runs a script of our own and expects that it works. */
export async function runChecked(
  sandbox: Sandbox,
  script: string,
  options: {
    readonly operation: string;
    readonly parameters?: readonly string[] | undefined;
    readonly env?: Readonly<Record<string, string>> | undefined;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<ExecResult> {
  const { operation, parameters = [], env, abortSignal } = options;
  const result = await sandbox.exec({
    command: ['sh', '-c', script, 'sh', ...parameters],
    env,
    maxOutputBytes: longestList,
    timeoutMs: 600_000,
    abortSignal,
  });
  if (result.exitCode === 0 && !result.truncated) return result;
  throw new ContainerError({
    runtime: 'sandbox',
    operation,
    reason: result.stderr.trim().slice(-1000) || `exit code ${result.exitCode}`,
    remedy: 'The sandbox needs `sh`, `find` and the usual small programs, and room on its disk.',
  });
}
