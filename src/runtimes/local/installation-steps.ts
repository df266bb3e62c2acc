import type { ContainerError } from '../../errors/container-error.ts';
import type { ExecOptions, ExecResult } from '../sandbox.ts';
import { createLocalError } from './local-error.ts';
import { runCommand, type RunCommandOptions } from './run-command.ts';

/** What all steps of an installation share. */
export type StepSettings = Omit<RunCommandOptions, 'command' | 'onOutput' | 'maxOutputBytes'> & {
  readonly onOutput: ((text: string) => void) | undefined;
};

/** Runs one step, whatever comes of it; an error thrown by `onOutput` ends it and is thrown. */
export async function attemptStep(
  command: ExecOptions['command'],
  { onOutput, abortSignal, ...settings }: StepSettings,
): Promise<ExecResult> {
  const failing = new AbortController();
  const report = (text: string): void => {
    try {
      onOutput?.(text);
    } catch (error) {
      failing.abort(error);
    }
  };
  return runCommand({
    ...settings,
    command,
    onOutput: report,
    maxOutputBytes: 100_000,
    abortSignal: AbortSignal.any(
      abortSignal === undefined ? [failing.signal] : [abortSignal, failing.signal],
    ),
  });
}

/** Runs one step. @throws {ContainerError} when it does not succeed. */
export async function runStep(command: ExecOptions['command'], settings: StepSettings): Promise<void> {
  const result = await attemptStep(command, settings);
  if (result.exitCode !== 0) throw describeFailure(command, result, settings.timeoutMs);
}

function describeFailure(
  command: ExecOptions['command'],
  { exitCode, signal, timedOut, stdout, stderr }: ExecResult,
  timeoutMs: number | undefined,
): ContainerError {
  const ending = timedOut
    ? `it did not end within ${timeoutMs} ms`
    : exitCode === null
      ? `it was ended by ${signal}`
      : `it ended with exit code ${exitCode}`;
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const tail = lines.slice(-20).join('\n');
  return createLocalError({
    operation: `run \`${typeof command === 'string' ? command : command.join(' ')}\` while installing`,
    reason: tail === '' ? `${ending} and printed nothing` : `${ending}; its output ended with\n${tail}\n`,
    remedy: 'Correct the `install` commands of the environment or the `python` option, and install again.',
  });
}
