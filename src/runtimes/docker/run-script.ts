import { setTimeout as delay } from 'node:timers/promises';
import { CappedOutput } from '../shared/capped-output.ts';
import type { Container } from './container.ts';
import { createDockerError } from './docker-error.ts';

/** What a script of ours printed and how it ended. */
export type ScriptResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/**
 * Runs a script of our own in a container: `$1` and on are `parameters`.
 *
 * @throws {ContainerError} when it cannot be started or does not end in time.
 */
export async function runScript(
  container: Container,
  settings: {
    readonly script: string;
    readonly parameters?: readonly string[] | undefined;
    readonly user: string;
    readonly timeoutMs: number;
  },
): Promise<ScriptResult> {
  const outputs = { stdout: new CappedOutput(100_000), stderr: new CappedOutput(100_000) };
  const running = await container.startCommand({
    command: ['/bin/sh', '-c', settings.script, 'sh', ...(settings.parameters ?? [])],
    // The usual places, whatever the image's PATH puts before them.
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    user: settings.user,
    workingDirectory: '/',
    onOutput: (stream, bytes) => {
      outputs[stream].append(bytes);
    },
  });
  const controller = new AbortController();
  const tooLate = delay(settings.timeoutMs, null, { signal: controller.signal }).catch(() => null);
  const exitCode = await Promise.race([running.exited, tooLate]).finally(() => {
    controller.abort();
  });
  if (exitCode === null) {
    running.detach();
    throw createDockerError({
      operation: 'prepare a container',
      reason: `a step took more than ${settings.timeoutMs} ms`,
      remedy: 'See whether the engine or its disk is overloaded.',
      isRetryable: true,
    });
  }
  return { exitCode, stdout: outputs.stdout.toString(), stderr: outputs.stderr.toString() };
}
