import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Demultiplexer } from './demultiplexer.ts';
import { createDockerError } from './docker-error.ts';
import type { Engine } from './engine.ts';

/** A program to run in a container; no shell reads it. */
export type ContainerCommand = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Name or number, with `:group` where it is not the user's own. */
  readonly user: string;
  readonly workingDirectory: string;
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
};

/** A command that was started. */
export type RunningCommand = {
  /**
   * Resolves to the exit code once the command itself has ended, while others may still hold its output open.
   *
   * Rejects with `ContainerError` when the engine cannot say.
   */
  readonly exited: Promise<number>;
  /** Resolves once its output has ended. */
  readonly outputEnded: Promise<void>;
  /** Stops listening. */
  readonly detach: () => void;
};

/** The engine waits this long itself for an output that is still open before it reports the end. */
const pollMs = 1000;

/** @throws {ContainerError} when it cannot be started. */
export async function startCommand(
  engine: Engine,
  containerId: string,
  command: ContainerCommand,
): Promise<RunningCommand> {
  const operation = 'run a command';
  const id = await engine.request(operation, async (docker, abortSignal) => {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...command.command],
      Env: Object.entries(command.env).map(([name, value]) => `${name}=${value}`),
      User: command.user,
      WorkingDir: command.workingDirectory,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    });
    return exec.id;
  });
  const stream = (await engine.request(operation, (docker) => docker.getExec(id).start({}))) as Readable;
  let refusal = '';
  const demultiplexer = new Demultiplexer((name, bytes) => {
    if (refusal.length < 1000) refusal += Buffer.from(bytes.subarray(0, 1000)).toString();
    command.onOutput(name, bytes);
  });
  const outputEnded = new Promise<void>((resolve) => {
    stream.once('end', resolve).once('close', resolve).once('error', resolve);
  });
  stream.on('data', (chunk: Uint8Array) => {
    demultiplexer.append(chunk);
  });
  const exited = waitForExit(engine, id, outputEnded).then(({ exitCode, wasStarted }) => {
    // An engine can forget the process of a command that has ended, so its words decide.
    if (wasStarted || !/^\s*OCI runtime/i.test(refusal)) return exitCode;
    const remedy = 'An earlier command may have removed its directory; create a new sandbox.';
    throw createDockerError({ operation, reason: refusal.trim(), remedy });
  });
  // Whoever awaits it later still gets the error.
  exited.catch(() => undefined);
  return { exited, outputEnded, detach: () => stream.destroy() };
}

async function waitForExit(
  engine: Engine,
  id: string,
  outputEnded: Promise<void>,
): Promise<{ exitCode: number; wasStarted: boolean }> {
  for (let pause = 20; ; pause = Math.min(pause * 2, pollMs)) {
    const controller = new AbortController();
    const patience = delay(pollMs, undefined, { signal: controller.signal }).catch(() => undefined);
    await Promise.race([outputEnded, patience]);
    controller.abort();
    const facts = await engine.request('ask how a command ended', (docker, abortSignal) =>
      docker.getExec(id).inspect({ abortSignal }),
    );
    if (!facts.Running && facts.ExitCode !== null) {
      return { exitCode: facts.ExitCode, wasStarted: facts.Pid !== 0 };
    }
    await delay(pause);
  }
}
