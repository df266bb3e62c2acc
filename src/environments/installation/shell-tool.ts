import type { ContentPart, LanguageModelUsage, Tool } from 'ai';
import { z } from 'zod';
import type { RecordedAnswer } from './trajectory-recorder.ts';

/** Arguments of the tool. */
export type RunInput = {
  readonly command: string;
  readonly timeoutSeconds?: number | null | undefined;
};

/** What the model is told of the arguments, and they are held to. */
export const runInputSchema: z.ZodType<RunInput> = z.object({
  command: z.string().describe('The shell command.'),
  timeoutSeconds: z.number().positive().nullish().describe('Kills the command after so many seconds.'),
});

/** The tools the model has: one. */
export type ShellTools = { run: Tool<RunInput, string> };

/** A part of an answer: words, a call, or what a call gave. */
export type AnswerPart = ContentPart<ShellTools>;

/** An answer as it is written down. */
export function toRecordedAnswer(content: readonly AnswerPart[], usage: LanguageModelUsage): RecordedAnswer {
  const texts = (type: 'text' | 'reasoning'): string =>
    content.flatMap((part) => (part.type === type ? [part.text] : [])).join('\n');
  return {
    text: texts('text') || texts('reasoning'),
    toolCalls: content.flatMap((part) => {
      if (part.type !== 'tool-call') return [];
      const { toolCallId: id, toolName: name, input } = part;
      return [{ id, name, arguments: typeof input === 'string' ? input : JSON.stringify(input) }];
    }),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
  };
}
