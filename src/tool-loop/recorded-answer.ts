import type { ContentPart, LanguageModelUsage, ToolSet } from 'ai';
import type { RecordedAnswer } from './run-recorder.ts';

/** A part of an answer: words, a call, or what a call gave. */
export type AnswerPart = ContentPart<ToolSet>;

/** An answer as it is written down. */
export function toRecordedAnswer(content: readonly AnswerPart[], usage: LanguageModelUsage): RecordedAnswer {
  const texts = (type: 'text' | 'reasoning'): string =>
    content.flatMap((part) => (part.type === type ? [part.text] : [])).join('\n');
  return {
    text: texts('text') || texts('reasoning'),
    toolCalls: content.flatMap((part) => {
      if (part.type !== 'tool-call') return [];
      const { toolCallId: id, toolName: name } = part;
      const input: unknown = part.input;
      return [{ id, name, arguments: typeof input === 'string' ? input : JSON.stringify(input) }];
    }),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
  };
}
