import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import type { Trajectory, TrajectoryEnding } from '../trajectory.ts';
import { chatMessageSchema, keepFields, toMessage } from './chat-message.ts';
import { findEnding } from './openhands.ts';
import { stepsOfMessages } from './steps-of-messages.ts';
import { readTools } from './tools.ts';

const list = z.union([z.string(), z.array(z.unknown())]);

const rowSchema = z.looseObject({
  instance_id: z.string().nullish(),
  messages: list.nullish(),
  trajectory: list.nullish(),
  tools: list.nullish(),
  model: z.string().nullish(),
  model_patch: z.string().nullish(),
  patch: z.string().nullish(),
  exit_status: z.string().nullish(),
});

/**
 * Reads a row of a published set of runs: messages as of a chat API, and tools, each a list or its JSON text.
 */
export function readChatRow(value: unknown, file: string): Trajectory {
  const row = checkData(rowSchema, value, { file });
  const {
    instance_id,
    messages: _messages,
    trajectory: _trajectory,
    tools: givenTools,
    model,
    ...others
  } = row;
  const { model_patch, patch, exit_status, ...rest } = others;
  const field = row.messages === undefined || row.messages === null ? 'trajectory' : 'messages';
  const messages = readList(row[field], file, field).map((message, index) =>
    toMessage(checkData(chatMessageSchema, message, { file, path: [field, index] })),
  );
  if (messages.length === 0) throw new DataFormatError({ file, field, reason: 'the run has no message' });
  const tools = readTools(readList(givenTools, file, 'tools'), file, ['tools']);
  const steps = stepsOfMessages(messages);
  const submission = model_patch ?? patch;
  return {
    source: 'openhands',
    ...(typeof instance_id === 'string' ? { instanceId: instance_id } : undefined),
    ...(typeof model === 'string' ? { model } : undefined),
    messages,
    steps,
    ...(tools.length > 0 ? { tools } : undefined),
    ending: endingOf(exit_status ?? null),
    exitStatus: exit_status ?? null,
    submission: submission?.trim() ? submission : null,
    usage: { calls: steps.at(-1)?.turn ?? 0 },
    ...keepFields(rest),
  };
}

function endingOf(status: string | null): TrajectoryEnding {
  if (status === null) return 'unfinished';
  return /^(?:submit|finish|completed)/i.test(status) ? 'submitted' : findEnding(status);
}

/** A list, or the one that a text holds as JSON. */
function readList(value: unknown, file: string, field: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  const list = typeof value === 'string' ? readText(value, file, field) : value;
  if (Array.isArray(list)) return list;
  throw new DataFormatError({ file, field, reason: 'its text is no JSON list' });
}

function readText(text: string, file: string, field: string): unknown {
  try {
    return parseJson(Buffer.from(text), { file });
  } catch (cause) {
    throw new DataFormatError({ file, field, reason: 'its text is no JSON', cause });
  }
}
