import { z } from 'zod';

import type { TrajectoryFields, TrajectoryMessage, TrajectoryToolCall } from '../trajectory.ts';

type ContentPart = string | { readonly text?: string | undefined; readonly [field: string]: unknown };

type ChatToolCall = {
  readonly id?: string | null | undefined;
  readonly function: {
    readonly name: string;
    readonly arguments?: string | TrajectoryFields | null | undefined;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
};

/** A message as chat APIs have it, with what SWE-agent and mini-swe-agent add. */
export type ChatMessage = {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'function';
  readonly content?: string | readonly ContentPart[] | null | undefined;
  readonly thought?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly tool_calls?: readonly ChatToolCall[] | null | undefined;
  readonly tool_call_id?: string | null | undefined;
  readonly tool_call_ids?: readonly string[] | null | undefined;
  readonly [field: string]: unknown;
};

const toolCallSchema = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({
    name: z.string(),
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  }),
});

const contentSchema = z.union([
  z.string(),
  z.array(z.union([z.looseObject({ text: z.string().optional() }), z.string()])),
]);

export const chatMessageSchema: z.ZodType<ChatMessage> = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: contentSchema.nullish(),
  thought: z.string().nullish(),
  action: z.string().nullish(),
  tool_calls: z.array(toolCallSchema).nullish(),
  tool_call_id: z.string().nullish(),
  tool_call_ids: z.array(z.string()).nullish(),
});

const roles = { developer: 'system', function: 'tool' } as const;

/** Reads a message of a chat API; what it says besides is kept in `fields`. */
export function toMessage(message: ChatMessage): TrajectoryMessage {
  const { role, content, thought, action, tool_calls, tool_call_id, tool_call_ids, ...rest } = message;
  const toolCallId = tool_call_ids?.[0] ?? tool_call_id;
  const isOneText = typeof content !== 'object' || content === null || isSingleText(content);
  return {
    role: role === 'developer' || role === 'function' ? roles[role] : role,
    content: textOf(content),
    ...(typeof thought === 'string' ? { thought } : undefined),
    ...(typeof action === 'string' ? { action } : undefined),
    ...(tool_calls ? { toolCalls: tool_calls.map(toToolCall) } : undefined),
    ...(typeof toolCallId === 'string' ? { toolCallId } : undefined),
    ...keepFields(isOneText ? rest : { ...rest, content }),
  };
}

/** The text of a content: that of its text parts, where it has several. */
export function textOf(content: ChatMessage['content']): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part === 'string' ? part : (part.text ?? ''))).join('');
}

function isSingleText(content: Exclude<ChatMessage['content'], string | null | undefined>): boolean {
  const [part] = content;
  return content.length === 1 && (typeof part === 'string' || typeof part?.text === 'string');
}

function toToolCall(call: ChatToolCall): TrajectoryToolCall {
  const { id, function: called, type: _type, ...rest } = call;
  const { name, arguments: given, ...restOfFunction } = called;
  return {
    ...(typeof id === 'string' ? { id } : undefined),
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
    ...keepFields({ ...rest, ...restOfFunction }),
  };
}

/** The property `fields` for what is left over, without what is `null`; nothing when nothing is. */
export function keepFields(rest: TrajectoryFields): { fields?: TrajectoryFields } {
  const entries = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return entries.length === 0 ? {} : { fields: Object.fromEntries(entries) };
}
