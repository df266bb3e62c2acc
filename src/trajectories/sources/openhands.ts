import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { checkData } from '../../json/json-data.ts';
import type { Trajectory, TrajectoryEnding, TrajectoryUsage } from '../trajectory.ts';
import { keepFields } from './chat-message.ts';
import { findNumber } from './find-field.ts';
import { isObject } from './describe-call.ts';
import { readEvents } from './openhands-events.ts';

const outputSchema = z.looseObject({
  instance_id: z.string().nullish(),
  instruction: z.string().nullish(),
  history: z.array(z.unknown()).nullish(),
  test_result: z.looseObject({ git_patch: z.string().nullish() }).nullish(),
  git_patch: z.string().nullish(),
  metadata: z.looseObject({ llm_config: z.looseObject({ model: z.string().nullish() }).nullish() }).nullish(),
  metrics: z.looseObject({ accumulated_cost: z.number().nullish() }).nullish(),
  error: z.string().nullish(),
});

/** Reads a line of an `output.jsonl` of OpenHands: a list of events, or of pairs of action and observation. */
export function readOpenHandsOutput(value: unknown, file: string): Trajectory {
  const output = checkData(outputSchema, value, { file });
  const { instance_id, history, test_result, git_patch, metadata, metrics, error, ...rest } = output;
  const { messages, steps, tools, ending, others } = readEvents(history ?? [], file);
  if (messages.length === 0) {
    throw new DataFormatError({ file, field: 'history', reason: 'the run has no message' });
  }
  const hasInstruction = messages.some(({ role }) => role === 'user');
  const instruction =
    typeof output.instruction === 'string' && !hasInstruction ? output.instruction : undefined;
  const model = metadata?.llm_config?.model;
  const patch = test_result?.git_patch ?? git_patch;
  return {
    source: 'openhands',
    ...(typeof instance_id === 'string' ? { instanceId: instance_id } : undefined),
    ...(typeof model === 'string' ? { model } : undefined),
    messages: instruction === undefined ? messages : [{ role: 'user', content: instruction }, ...messages],
    steps,
    ...(tools === undefined ? undefined : { tools }),
    ending: error?.trim() ? findEnding(error) : ending,
    exitStatus: error?.trim() ? error : null,
    submission: patch?.trim() ? patch : null,
    usage: readUsage(metrics, steps.at(-1)?.turn ?? 0),
    ...keepFields({
      ...rest,
      test_result,
      metadata,
      metrics,
      events: others.length > 0 ? others : undefined,
    }),
  };
}

/** The ending that the words of an error stand for. */
export function findEnding(error: string): TrajectoryEnding {
  if (/context.?window|ContextLength|prompt is too long|maximum context/i.test(error)) return 'context';
  return /maximum (?:iteration|budget)|max_(?:iterations|budget)|budget for (?:current )?task|timed? ?out/i.test(
    error,
  )
    ? 'limit'
    : 'error';
}

function readUsage(metrics: unknown, turns: number): TrajectoryUsage {
  const costs = isObject(metrics) ? metrics['costs'] : undefined;
  return {
    calls: Math.max(Array.isArray(costs) ? costs.length : 0, turns),
    inputTokens: findNumber(metrics, 'accumulated_token_usage', 'prompt_tokens'),
    outputTokens: findNumber(metrics, 'accumulated_token_usage', 'completion_tokens'),
    costUsd: findNumber(metrics, 'accumulated_cost'),
  };
}
