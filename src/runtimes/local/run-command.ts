import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '../sandbox.ts';
import { CappedOutput } from '../shared/capped-output.ts';
import { readStartTicks } from '../shared/process-table.ts';
import { type ProcessSettings, startProcess, toNotStartedResult } from './start-process.ts';
import { killScope, killStrays, type ProcessScope } from './stray-processes.ts';

/** A command with everything around it decided; `env` holds all of its variables. */
export type RunCommandOptions = ExecOptions &
  ProcessSettings & {
    /** Names the command: the value of {@link markerVariable} in every process that comes from it. */
    readonly marker: string;
    /** Directory in which nothing but this command works, if there is one at the time of the call. */
    readonly findOwnDirectory?: (() => string | undefined) | undefined;
    /** Aborting kills the command, whose result says so. */
    readonly killSignal?: AbortSignal | undefined;
    /** Called with output as it arrives. */
    readonly onOutput?: ((text: string) => void) | undefined;
  };

/** Variable that marks every process of a sandbox. */
export const markerVariable = 'BUGSMITH_SANDBOX';

/** How long output is awaited when everything known to write it was killed. */
const drainMs = 1000;

/**
 * Runs a command and leaves none of its processes behind, however it ends.
 *
 * @throws {ContainerError} when it cannot be started.
 */
export async function runCommand(options: RunCommandOptions): Promise<ExecResult> {
  const { abortSignal, marker, findOwnDirectory, maxOutputBytes = 10_000_000, onOutput } = options;
  abortSignal?.throwIfAborted();
  const startedAt = performance.now();
  const env = { ...options.env, [markerVariable]: marker };
  const { pid, stdout, stderr, exited, finished } = startProcess({ ...options, env });
  // Even a process that has just ended stays in the table until this turn of the event loop is over.
  const startTicks = pid === undefined ? 0 : readStartTicks(pid);
  const findScope = (): ProcessScope => ({
    marker: `${markerVariable}=${marker}\0`,
    leader: pid,
    directory: findOwnDirectory?.(),
    startTicks,
  });
  const output = collect(stdout, maxOutputBytes, onOutput);
  const errorOutput = collect(stderr, maxOutputBytes, onOutput);
  const timedOut = await endsByTimeout(exited, options, () => killScope(findScope()));
  const durationMs = performance.now() - startedAt;
  if (pid !== undefined) await killStrays(findScope());
  if (!(await settlesWithin(finished, drainMs))) {
    stdout.destroy();
    stderr.destroy();
  }
  const { exitCode, signal, failure } = await finished;
  abortSignal?.throwIfAborted();
  if (pid === undefined) return toNotStartedResult(failure, options);
  return {
    exitCode: timedOut ? null : exitCode,
    signal,
    stdout: output.toString(),
    stderr: errorOutput.toString(),
    timedOut,
    truncated: output.isTruncated || errorOutput.isTruncated,
    durationMs,
  };
}

function collect(
  stream: Readable,
  maxBytes: number,
  onOutput: ((text: string) => void) | undefined,
): CappedOutput {
  const output = new CappedOutput(maxBytes);
  const decoder = new TextDecoder();
  stream.on('data', (chunk: Uint8Array) => {
    output.append(chunk);
    onOutput?.(decoder.decode(chunk, { stream: true }));
  });
  return output;
}

/** Waits for the end, calling `stop` when it must come now. Returns whether the time-out was the reason. */
async function endsByTimeout(
  exited: Promise<unknown>,
  { timeoutMs, abortSignal, killSignal }: RunCommandOptions,
  stop: () => void,
): Promise<boolean> {
  let timedOut = false;
  const onTimeout = (): void => {
    timedOut = true;
    stop();
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  const signals = [abortSignal, killSignal];
  for (const signal of signals) signal?.addEventListener('abort', stop, { once: true });
  try {
    await exited;
    return timedOut;
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal?.removeEventListener('abort', stop);
  }
}

async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const controller = new AbortController();
  const patience = delay(milliseconds, false, { signal: controller.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), patience]);
  } finally {
    controller.abort();
  }
}
