import { z } from 'zod';

import { checkData } from '../../json/json-data.ts';
import type { TrajectoryMessage, TrajectoryToolCall } from '../trajectory.ts';
import { type ChatMessage, chatMessageSchema, keepFields, textOf, toMessage } from './chat-message.ts';
import { isObject } from './describe-call.ts';

const textSchema = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));

/** An answer in the form of OpenAI's Responses API. */
const responseSchema = z.looseObject({
  object: z.literal('response'),
  output: z.array(
    z.union([
      z.looseObject({
        type: z.literal('function_call'),
        name: z.string(),
        arguments: z.string(),
        call_id: z.string().nullish(),
      }),
      z.looseObject({ type: z.literal('message'), content: textSchema }),
      z.looseObject({ type: z.string() }),
    ]),
  ),
});

const callOutputSchema = z.looseObject({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.string(),
});

const exitSchema = z.looseObject({ role: z.literal('exit') });

/** Opens the block of the command in an answer written as text: since version 2, and before. */
const commandFence = /```(?:mswea_bash_command|bash)[^\S\n]*\n/;

/** The conversation; the message mini-swe-agent closes a run with is no part of it. */
export function readMiniMessages(
  given: readonly unknown[],
  file: string,
  path: readonly PropertyKey[],
): { messages: TrajectoryMessage[]; exit: unknown } {
  const messages: TrajectoryMessage[] = [];
  let exit: unknown;
  given.forEach((value, index) => {
    const place = { file, path: [...path, index] };
    if (isObject(value) && value['role'] === 'exit') exit = checkData(exitSchema, value, place);
    else if (isObject(value) && value['object'] === 'response') {
      messages.push(readResponse(checkData(responseSchema, value, place)));
    } else if (isObject(value) && value['type'] === 'function_call_output') {
      const { type: _type, call_id, output, ...rest } = checkData(callOutputSchema, value, place);
      messages.push({ role: 'tool', content: output, toolCallId: call_id, ...keepFields(rest) });
    } else messages.push(withAction(checkData(chatMessageSchema, value, place)));
  });
  return { messages, exit };
}

function readResponse({
  object: _object,
  output,
  ...rest
}: z.infer<typeof responseSchema>): TrajectoryMessage {
  const toolCalls: TrajectoryToolCall[] = [];
  const texts: string[] = [];
  const others: unknown[] = [];
  for (const item of output) {
    if (item.type === 'function_call' && 'arguments' in item && typeof item.name === 'string') {
      const { call_id: id, name, arguments: text } = item;
      toolCalls.push({ ...(typeof id === 'string' ? { id } : undefined), name, arguments: String(text) });
    } else if (item.type === 'message' && Array.isArray(item.content)) {
      texts.push(textOf(item.content as ChatMessage['content']));
    } else others.push(item);
  }
  return {
    role: 'assistant',
    content: texts.join('\n'),
    toolCalls,
    ...keepFields({ ...rest, output: others.length > 0 ? others : undefined }),
  };
}

/** Finds the command in an answer that has it in its text. */
function withAction(given: ChatMessage): TrajectoryMessage {
  const message = toMessage(given);
  if (message.role !== 'assistant' || message.toolCalls !== undefined) return message;
  const { content } = message;
  const fence = commandFence.exec(content);
  if (fence === null) return message;
  const start = fence.index + fence[0].length;
  const end = content.indexOf('\n```', start - 1);
  if (end < 0) return message;
  const thought = content.slice(0, fence.index) + content.slice(end + '\n```'.length);
  return { ...message, thought: thought.trim(), action: content.slice(start, Math.max(start, end)) };
}
