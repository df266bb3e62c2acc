import type { ExecResult, Sandbox } from '../runtimes/sandbox.ts';

/** Exit code for a program that is not there. */
const missing = 127;

/** Runs a script with the Python of a sandbox, apart from the variables and the code of the workspace. */
export async function runPython(
  sandbox: Sandbox,
  parameters: readonly string[],
  options: {
    /** @default `python`, else `python3` */
    readonly python?: string | undefined;
    readonly timeoutMs: number;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<ExecResult> {
  const { python, timeoutMs, abortSignal } = options;
  const run = (program: string): Promise<ExecResult> =>
    sandbox.exec({
      command: [program, '-E', '-s', '-B', ...parameters],
      timeoutMs,
      maxOutputBytes: 50_000_000,
      abortSignal,
    });
  if (python !== undefined) return run(python);
  const result = await run('python');
  return result.exitCode === missing ? run('python3') : result;
}
