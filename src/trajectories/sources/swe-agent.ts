import { DataFormatError } from '../../errors/data-format-error.ts';
import { checkData } from '../../json/json-data.ts';
import type { Trajectory, TrajectoryEnding, TrajectoryStep } from '../trajectory.ts';
import { keepFields } from './chat-message.ts';
import { isObject, parseObject } from './describe-call.ts';
import { stepsOfMessages } from './steps-of-messages.ts';
import { readSweAgentMessages } from './swe-agent-messages.ts';
import { type SweAgentRun, sweAgentRunSchema, type SweAgentStep } from './swe-agent-schema.ts';

/**
 * Reads a `.traj` of SWE-agent, of any version.
 *
 * Of a run with several attempts, the one SWE-agent chose is read, or the last one while it has not chosen.
 */
export function readSweAgentRun(value: unknown, file: string): Trajectory {
  const whole = checkData(sweAgentRunSchema, value, { file });
  const lastAttempt = (whole.attempts?.length ?? 0) - 1;
  if (whole.trajectory || whole.history || lastAttempt < 0) return toTrajectory(whole, file, []);
  const path = ['attempts', lastAttempt];
  const attempt = checkData(sweAgentRunSchema, whole.attempts?.[lastAttempt], { file, path });
  return { ...toTrajectory(attempt, file, path), ending: 'unfinished' };
}

function toTrajectory(run: SweAgentRun, file: string, path: readonly PropertyKey[]): Trajectory {
  const { trajectory, history: _history, info, attempts, replay_config, ...rest } = run;
  const messages = readSweAgentMessages(run, file, path);
  const { exit_status, submission, model_stats, ...restOfInfo } = info ?? {};
  const replay = typeof replay_config === 'string' ? parseObject(replay_config) : replay_config;
  const status = exit_status === null || exit_status === undefined ? null : String(exit_status);
  const steps = trajectory?.length ? trajectory.flatMap(toStep) : stepsOfMessages(messages);
  if (messages.length === 0) {
    throw new DataFormatError({ file, field: 'trajectory', reason: 'the run has no message' });
  }
  const model =
    findText(replay, ['agent', 'model', 'name']) ??
    findText(replay, ['agent', 'agent_configs', '0', 'model', 'name']);
  const instanceId = findText(replay, ['problem_statement', 'id']);
  return {
    source: 'swe-agent',
    ...(instanceId === undefined ? undefined : { instanceId }),
    ...(model === undefined ? undefined : { model }),
    messages,
    steps,
    ending: findEnding(status),
    exitStatus: status,
    submission: submission?.trim() ? submission : null,
    usage: {
      calls: Math.max(toCount(model_stats?.api_calls) ?? 0, steps.at(-1)?.turn ?? 0),
      inputTokens: toCount(model_stats?.tokens_sent),
      outputTokens: toCount(model_stats?.tokens_received),
      costUsd: toCount(model_stats?.instance_cost),
    },
    ...keepFields({
      ...rest,
      info: keepFields({ ...restOfInfo, model_stats }).fields,
      replay_config,
      attemptCount: attempts?.length,
    }),
  };
}

/** The step of an answer of the model; none for what SWE-agent adds when it cuts a run off. */
function toStep(step: SweAgentStep, index: number, all: readonly SweAgentStep[]): TrajectoryStep[] {
  const { action, observation, thought, execution_time, query, messages, ...rest } = step;
  const isAsked = messages !== undefined || query?.some((message) => isObject(message) && 'role' in message);
  const isLast = index === all.length - 1;
  if (isLast && !action && (isAsked === false || /^Exit(?:ing)? due to /.test(thought ?? ''))) return [];
  return [
    {
      turn: index + 1,
      thought: thought ?? '',
      action: action ?? '',
      observation: observation ?? '',
      ...(typeof execution_time === 'number' ? { durationMs: execution_time * 1000 } : undefined),
      ...keepFields(rest),
    },
  ];
}

/**
 * The ending a status stands for: what SWE-agent handed in by itself after cutting the run off is written
 * `submitted (exit_cost)`.
 */
function findEnding(status: string | null): TrajectoryEnding {
  if (status === null) return 'unfinished';
  const cause = /^submitted \((.*)\)$/.exec(status)?.[1] ?? status;
  if (cause === 'submitted') return 'submitted';
  if (cause === 'exit_context') return 'context';
  if (cause === 'exit_cost' || cause === 'exit_total_execution_time') return 'limit';
  if (cause === 'exit_forfeit' || cause === 'exit_command') return 'gave-up';
  return cause === 'early_exit' || cause === 'None' ? 'unfinished' : 'error';
}

function toCount(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function findText(value: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (key === undefined) return typeof value === 'string' ? value : undefined;
  const isPlace = isObject(value) || Array.isArray(value);
  return isPlace && Object.hasOwn(value, key) ? findText(Reflect.get(value, key), rest) : undefined;
}
