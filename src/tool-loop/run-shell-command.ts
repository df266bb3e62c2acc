import { BugsmithError } from '../errors/bugsmith-error.ts';
import { plainText } from '../parsers/terminal-text.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';

/** A command of the model's, with the bounds we set. */
export type ShellCommand = {
  readonly command: string;
  readonly shell: 'sh' | 'bash';
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly abortSignal: AbortSignal;
};

/** What the model is shown of a command. */
export type ShellObservation = { readonly observation: string; readonly durationMs: number };

/**
 * Runs a command with both output streams in the order they were written; only the beginning and the end of a
 * long output are kept, with a line between that says how much is missing.
 */
export async function runShellCommand(
  sandbox: Sandbox,
  { command, shell, env, timeoutMs, maxOutputBytes, abortSignal }: ShellCommand,
): Promise<ShellObservation> {
  try {
    const { stdout, stderr, exitCode, signal, timedOut, durationMs } = await sandbox.exec({
      command: ['sh', '-c', 'exec 2>&1; exec "$0" -c "$1"', shell, command],
      env,
      timeoutMs,
      maxOutputBytes,
      abortSignal,
    });
    const output = withoutProgress(plainText(`${stdout}${stderr}`)).trimEnd();
    const ending = timedOut
      ? `[killed: did not end within ${timeoutMs / 1000} seconds]`
      : `[exit code ${exitCode ?? `none, ended by ${signal ?? 'a signal'}`}]`;
    return { observation: `${output}${output === '' ? '' : '\n'}${ending}`, durationMs };
  } catch (error) {
    // A command no shell can be given, for one with a NUL character, is the model's mistake.
    if (!BugsmithError.isInstance(error) || error.code !== 'INVALID_ARGUMENT') throw error;
    return { observation: `[not run: ${error.message}]`, durationMs: 0 };
  }
}

/** Lines as a terminal would show them in the end: what a carriage return wrote over is gone. */
function withoutProgress(text: string): string {
  return text.replaceAll(/(^|\n)[^\n]*\r(?=[^\n])/g, '$1');
}
