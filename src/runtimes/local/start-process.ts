import { lstat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { ExecOptions, ExecResult } from '../sandbox.ts';
import { createLocalError } from './local-error.ts';
import { hasErrorCode, nullWhenMissing } from '../shared/system-error.ts';

/** Where and with which variables a process runs. */
export type ProcessSettings = {
  readonly command: ExecOptions['command'];
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string>>;
};

/** How a process ended; `failure` is set when it never began. */
export type ProcessEnd = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly failure: unknown;
};

/** A process that was started, or could not be. */
export type StartedProcess = {
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves once the process itself has ended, while others may still hold its output open. */
  readonly exited: Promise<unknown>;
  /** Resolves once its output has ended as well. */
  readonly finished: Promise<ProcessEnd>;
};

/**
 * Runs its argument as `sh -c` does, after this: a crashing interpreter would leave its memory as a file in
 * the repository.
 */
const withoutCoreDumps = 'ulimit -c 0 2> /dev/null; exec /bin/sh -c "$1"';

/** Starts a process that leads its own group and reads an empty input. */
export function startProcess({ command, workingDirectory, env }: ProcessSettings): StartedProcess {
  const [file, ...parameters] =
    typeof command === 'string' ? (['/bin/sh', '-c', withoutCoreDumps, 'sh', command] as const) : command;
  const subprocess = execa(file, parameters, {
    cwd: workingDirectory,
    env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'buffer',
    buffer: false,
    reject: false,
    // Its own group, and no listener for the end of our own process.
    detached: true,
    cleanup: false,
  });
  // A process that could not be started has no exit; its result comes at once.
  const exit = new Promise((resolve) => subprocess.nodeChildProcess.once('exit', resolve));
  return {
    pid: subprocess.pid,
    stdout: subprocess.stdout,
    stderr: subprocess.stderr,
    exited: Promise.race([exit, subprocess]),
    finished: subprocess.then((result) => ({
      exitCode: result.exitCode ?? null,
      signal: result.signal ?? null,
      failure: subprocess.pid === undefined ? result.cause : undefined,
    })),
  };
}

/**
 * What a shell would answer to a command it cannot start: exit code 127 when there is no such program, 126
 * when it is not executable.
 *
 * @throws {ContainerError} when the program is not to blame.
 */
export async function toNotStartedResult(
  failure: unknown,
  { command, workingDirectory }: ProcessSettings,
): Promise<ExecResult> {
  const program = typeof command === 'string' ? 'sh' : command[0];
  const operation = `start \`${program}\``;
  if ((await nullWhenMissing(lstat(workingDirectory))) === null) {
    const remedy = 'An earlier command removed it; use a new sandbox.';
    const reason = `the working directory \`${workingDirectory}\` is gone`;
    throw createLocalError({ operation, reason, remedy, cause: failure });
  }
  const isMissing = hasErrorCode(failure, 'ENOENT', 'ENOTDIR');
  if (typeof command === 'string' || !(isMissing || hasErrorCode(failure, 'EACCES', 'ENOEXEC', 'EISDIR'))) {
    const remedy = 'Free processes, memory or open files, or pass a shorter command, and try again.';
    throw createLocalError({ operation, remedy, cause: failure });
  }
  return {
    exitCode: isMissing ? 127 : 126,
    signal: null,
    stdout: '',
    stderr: `${program}: ${isMissing ? 'not found' : 'cannot be executed'}\n`,
    timedOut: false,
    truncated: false,
    durationMs: 0,
  };
}
