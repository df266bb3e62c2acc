import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CappedOutput } from '../shared/capped-output.ts';
import type { ExecOptions, ExecResult } from '../sandbox.ts';
import type { Admission, CommandGate } from './command-gate.ts';
import type { Container } from './container.ts';
import type { RunningCommand } from './container-command.ts';
import { createDockerError } from './docker-error.ts';
import { killMarkedFunction, type SandboxProcesses } from './sandbox-processes.ts';

/** Variable that marks every process of a command. */
const markerVariable = 'BUGSMITH_SANDBOX';

/** A command with everything around it decided; `env` holds all of its variables but the image's. */
export type SandboxCommand = ExecOptions & {
  readonly container: Container;
  readonly processes: SandboxProcesses;
  readonly user: string;
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names the command; no other name begins with it. */
  readonly marker: string;
  readonly gate: CommandGate;
  /** Aborting kills the command. */
  readonly endSignal: AbortSignal;
};

/**
 * Runs the command that follows, then kills what it left behind and kept its variables, so that its output
 * closes at once; where there are many, this shell would get no time to, and they are left to `killAll`. The
 * shell's own remarks about signals are left out. A crashing interpreter would leave its memory as a file in
 * the repository, hence the limit.
 */
const wrapper = `${killMarkedFunction}
ulimit -c 0 2>/dev/null
exec 3>&2 2>/dev/null
(exec "$@") 2>&3 3>&-
code=$?
exec 3>&-
set -- /proc/[0-9]*
[ $# -gt 50 ] || kill_marked "${markerVariable}=$${markerVariable}"
exit $code
`;

/** How long a killed command, and the output of one that ended, are waited for. */
const patienceMs = 5000;

/**
 * Runs a command and leaves none of its processes behind, however it ends.
 *
 * @throws {ContainerError} when it cannot be started or the engine does not say how it ended.
 */
export async function runSandboxCommand(options: SandboxCommand): Promise<ExecResult> {
  const admission = await options.gate.enter();
  try {
    return await runAdmitted(options, admission);
  } finally {
    await admission.leave(async () => undefined);
  }
}

async function runAdmitted(options: SandboxCommand, admission: Admission): Promise<ExecResult> {
  const { command, container, marker, maxOutputBytes = 10_000_000, abortSignal } = options;
  abortSignal?.throwIfAborted();
  const startedAt = performance.now();
  const outputs = { stdout: new CappedOutput(maxOutputBytes), stderr: new CappedOutput(maxOutputBytes) };
  const parts = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  const running = await container.startCommand({
    command: ['/bin/sh', '-c', wrapper, 'sh', ...parts],
    env: { ...options.env, [markerVariable]: marker },
    user: options.user,
    workingDirectory: options.workingDirectory,
    onOutput: (stream, bytes) => {
      outputs[stream].append(bytes);
    },
  });
  let exitCode: number | null;
  let durationMs: number;
  let stop: 'timed-out' | 'aborted' | undefined;
  try {
    stop = await waitForEnd(running, options);
    durationMs = performance.now() - startedAt;
    const cleaning = await killLeftovers(options, admission, stop);
    exitCode = await settleWithin(running.exited, patienceMs);
    await settleWithin(running.outputEnded, patienceMs);
    if (cleaning === 'restarted' && stop === undefined) throw lostFiles();
  } finally {
    running.detach();
  }
  abortSignal?.throwIfAborted();
  const { stdout, stderr } = outputs;
  return {
    ...describeEnd(stop === 'timed-out' ? null : exitCode, typeof command !== 'string'),
    stdout: stdout.toString(),
    stderr: stderr.toString(),
    timedOut: stop === 'timed-out',
    truncated: stdout.isTruncated || stderr.isTruncated,
    durationMs,
  };
}

async function killLeftovers(
  { processes, marker }: SandboxCommand,
  admission: Admission,
  stop: 'timed-out' | 'aborted' | undefined,
): Promise<'killed' | 'restarted'> {
  const cleaning = await admission.leave(async () =>
    stop !== undefined || (await processes.hasStrays()) ? processes.killAll() : 'killed',
  );
  if (cleaning !== undefined) return cleaning;
  // Others still run: the last of them to end kills what this leaves.
  if (stop !== undefined) await processes.killMarked(`${markerVariable}=${marker}`);
  return 'killed';
}

/** Waits until the command has ended or must end, and says why it must. */
async function waitForEnd(
  { exited }: RunningCommand,
  { timeoutMs, abortSignal, endSignal }: SandboxCommand,
): Promise<'timed-out' | 'aborted' | undefined> {
  const { promise, resolve } = Promise.withResolvers<'timed-out' | 'aborted'>();
  const onAbort = (): void => {
    resolve('aborted');
  };
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          resolve('timed-out');
        }, timeoutMs);
  const signals = [abortSignal, endSignal].filter((signal) => signal !== undefined);
  for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
  if (signals.some((signal) => signal.aborted)) onAbort();
  try {
    return await Promise.race([exited.then(() => undefined), promise]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
  }
}

/** The engine reports a signal as a shell does; only of a program that was no shell is it known which it was. */
function describeEnd(
  exitCode: number | null,
  isProgram: boolean,
): { readonly exitCode: number | null; readonly signal: string | null } {
  if (exitCode === null) return { exitCode, signal: 'SIGKILL' };
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
  return isProgram && signal !== undefined ? { exitCode: null, signal } : { exitCode, signal: null };
}

function lostFiles(): Error {
  return createDockerError({
    operation: 'run a command',
    reason: 'it left processes behind that only a restart of the container could end, which lost its files',
    remedy: 'See what the command starts in the background, or raise `limits.processes`.',
  });
}

async function settleWithin<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | null> {
  const controller = new AbortController();
  const patience = delay(milliseconds, null, { signal: controller.signal }).catch(() => null);
  try {
    return await Promise.race([promise, patience]);
  } finally {
    controller.abort();
  }
}
