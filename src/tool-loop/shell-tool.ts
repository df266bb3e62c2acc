import { z } from 'zod';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { createLoopTool, type LoopTool } from './loop-tool.ts';
import { runShellCommand } from './run-shell-command.ts';

/** Arguments of the tool. */
type ShellInput = {
  readonly command: string;
  readonly timeoutSeconds?: number | null | undefined;
};

const inputSchema: z.ZodType<ShellInput> = z.object({
  command: z.string().describe('The shell command.'),
  timeoutSeconds: z.number().positive().nullish().describe('Kills the command after so many seconds.'),
});

/** A tool with which a model runs shell commands in a sandbox. */
export function createShellTool(options: {
  readonly name: string;
  readonly description: string;
  readonly sandbox: Sandbox;
  /** @default 'sh' */
  readonly shell?: 'sh' | 'bash' | undefined;
  /** Variables of the commands. */
  readonly env: Readonly<Record<string, string>>;
  /** The most a command may take; the model can ask for less. */
  readonly commandTimeoutMs: number;
  readonly maxOutputBytes: number;
  readonly abortSignal: AbortSignal;
}): LoopTool {
  const {
    name,
    description,
    sandbox,
    shell = 'sh',
    env,
    commandTimeoutMs,
    maxOutputBytes,
    abortSignal,
  } = options;
  return createLoopTool({
    name,
    description,
    inputSchema,
    describe: ({ command }) => command,
    execute: ({ command, timeoutSeconds }) => {
      const asked = Math.round((timeoutSeconds ?? Infinity) * 1000);
      const timeoutMs = Math.max(1, Math.min(commandTimeoutMs, asked));
      return runShellCommand(sandbox, {
        command,
        shell,
        env,
        timeoutMs,
        maxOutputBytes,
        abortSignal,
      });
    },
  });
}
