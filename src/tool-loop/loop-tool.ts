import type { z } from 'zod';

/** What a tool call gave. */
export type ToolOutcome = {
  /** What the model is shown. */
  readonly observation: string;
  readonly durationMs: number;
};

/** A tool a model can call. */
export type LoopTool = {
  readonly name: string;
  readonly description: string;
  /** What the model is told of the arguments, and they are held to. */
  readonly inputSchema: z.ZodType;
  /** A call as text, for the record. */
  readonly describe: (input: unknown) => string;
  /** Does it. Throws only when the run cannot go on; what the model did wrong is an observation. */
  readonly execute: (input: unknown) => Promise<ToolOutcome>;
};

/** Makes a tool whose functions get what its schema lets through. */
export function createLoopTool<Input>(tool: {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: z.ZodType<Input>;
  readonly describe: (input: Input) => string;
  readonly execute: (input: Input) => Promise<ToolOutcome>;
}): LoopTool {
  return {
    ...tool,
    describe: (input) => tool.describe(input as Input),
    execute: (input) => tool.execute(input as Input),
  };
}
