import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { checkData } from '../../json/json-data.ts';
import type { Trajectory, TrajectoryEnding, TrajectoryMessage, TrajectoryStep } from '../trajectory.ts';
import { keepFields } from './chat-message.ts';
import { isObject } from './describe-call.ts';
import { readMiniMessages } from './mini-swe-agent-messages.ts';
import { stepsOfMessages } from './steps-of-messages.ts';

const number = z.number().nonnegative().nullish();

const runSchema = z.looseObject({
  info: z
    .looseObject({
      exit_status: z.string().nullish(),
      submission: z.string().nullish(),
      model_stats: z.looseObject({ instance_cost: number, api_calls: number }).nullish(),
      config: z
        .looseObject({ model: z.looseObject({ model_name: z.string().nullish() }).nullish() })
        .nullish(),
    })
    .nullish(),
  messages: z.array(z.unknown()),
  instance_id: z.string().nullish(),
});

/** Reads a `.traj.json` of mini-swe-agent, of version 1 or 2; the first versions wrote the messages alone. */
export function readMiniSweAgentRun(value: unknown, file: string): Trajectory {
  const isList = Array.isArray(value);
  const run = checkData(runSchema, isList ? { messages: value } : value, { file });
  const { info, messages: given, instance_id, ...rest } = run;
  const { messages, exit } = readMiniMessages(given, file, isList ? [] : ['messages']);
  if (messages.length === 0) {
    throw new DataFormatError({ file, field: 'messages', reason: 'the run has no message' });
  }
  const { exit_status, submission, model_stats, ...restOfInfo } = info ?? {};
  const model = info?.config?.model?.model_name;
  const status = exit_status?.trim() ? exit_status : null;
  const calls = messages.filter(({ role }) => role === 'assistant').length;
  return {
    source: 'mini-swe-agent',
    ...(typeof instance_id === 'string' ? { instanceId: instance_id } : undefined),
    ...(typeof model === 'string' ? { model } : undefined),
    messages,
    steps: stepsOfMessages(messages, readAnswer),
    ending: findEnding(status),
    exitStatus: status,
    submission: submission?.trim() ? submission : null,
    usage: {
      calls: Math.max(model_stats?.api_calls ?? 0, calls),
      ...sumTokens(messages),
      ...(typeof model_stats?.instance_cost === 'number'
        ? { costUsd: model_stats.instance_cost }
        : undefined),
    },
    ...keepFields({ ...rest, info: keepFields({ ...restOfInfo, model_stats }).fields, exit }),
  };
}

function extraOf({ fields }: TrajectoryMessage): Readonly<Record<string, unknown>> {
  const extra = fields?.['extra'];
  return isObject(extra) ? extra : {};
}

function readAnswer(answer: TrajectoryMessage): Partial<TrajectoryStep> {
  const code = extraOf(answer)['returncode'];
  return typeof code === 'number' && Number.isSafeInteger(code) ? { exitCode: code } : {};
}

/** Tokens the provider counted, where all answers have them. */
function sumTokens(messages: readonly TrajectoryMessage[]): { inputTokens?: number; outputTokens?: number } {
  let [inputTokens, outputTokens] = [0, 0];
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    const response = extraOf(message)['response'];
    const usage = isObject(response) ? response['usage'] : message.fields?.['usage'];
    if (!isObject(usage)) return {};
    const input = usage['prompt_tokens'] ?? usage['input_tokens'];
    const output = usage['completion_tokens'] ?? usage['output_tokens'];
    if (typeof input !== 'number' || typeof output !== 'number') return {};
    inputTokens += input;
    outputTokens += output;
  }
  return { inputTokens, outputTokens };
}

/** The ending a status stands for; besides the agent's own words it is the name of what was raised. */
function findEnding(status: string | null): TrajectoryEnding {
  if (status === null) return 'unfinished';
  if (status === 'Submitted') return 'submitted';
  if (status === 'LimitsExceeded' || status === 'TimeExceeded') return 'limit';
  return /context.?window|ContextLength/i.test(status) ? 'context' : 'error';
}
