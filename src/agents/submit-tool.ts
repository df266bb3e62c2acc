import { z } from 'zod';
import { createLoopTool, type LoopTool } from '../tool-loop/loop-tool.ts';

/** A tool with which a model ends its work. */
export function createSubmitTool(onSubmit: () => void): LoopTool {
  return createLoopTool({
    name: 'submit',
    description: 'Hands in the project as it now is, and ends the work. Call it once, when you are done.',
    inputSchema: z.object({}),
    describe: () => 'submit',
    execute: async () => {
      onSubmit();
      return { observation: '[handed in]', durationMs: 0 };
    },
  });
}
