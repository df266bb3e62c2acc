import { z } from 'zod';
import type { LoopTool } from '../tool-loop/loop-tool.ts';
import type { RunMessage, RunRecord } from '../tool-loop/run-record.ts';
import type { Trajectory, TrajectoryMessage, TrajectoryTool } from '../trajectories/trajectory.ts';
import type { AgentEnding } from './agent-run.ts';

/** What a trajectory is made from. */
export type TrajectoryFacts = {
  readonly instanceId: string;
  readonly model: string;
  readonly record: RunRecord;
  readonly tools: readonly LoopTool[];
  readonly ending: AgentEnding;
  readonly patch: string | null;
  /** Whether the provider said how many tokens it used. */
  readonly reportsUsage: boolean;
  readonly costUsd: number | undefined;
};

/** A run of our own agent in the form in which runs of all agents are read. */
export function toTrajectory(facts: TrajectoryFacts): Trajectory {
  const { instanceId, model, record, tools, ending, patch, reportsUsage, costUsd } = facts;
  const { calls, inputTokens, outputTokens } = record.usage;
  return {
    source: 'bugsmith',
    instanceId,
    model,
    messages: record.messages.map(toMessage),
    steps: record.steps.map(({ command, ...step }) => ({ ...step, action: command ?? '' })),
    tools: tools.map(toTool),
    ending: findEnding(ending),
    exitStatus: ending.status === 'limit-reached' ? `limit-reached (${ending.limit})` : ending.status,
    submission: patch,
    usage: { calls, ...(reportsUsage ? { inputTokens, outputTokens } : {}), ...withCost(costUsd) },
  };
}

function withCost(costUsd: number | undefined): { readonly costUsd?: number } {
  return costUsd === undefined ? {} : { costUsd };
}

function toMessage(message: RunMessage): TrajectoryMessage {
  if (message.role !== 'assistant') return message;
  const { role, content, toolCalls } = message;
  return toolCalls.length === 0 ? { role, content } : { role, content, thought: content, toolCalls };
}

function toTool({ name, description, inputSchema }: LoopTool): TrajectoryTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(inputSchema);
  return { name, description, parameters };
}

function findEnding(ending: AgentEnding): Trajectory['ending'] {
  if (ending.status === 'limit-reached') return 'limit';
  if (ending.status === 'submitted' || ending.status === 'gave-up') return ending.status;
  const isTooLong = /context (?:length|window)|maximum context|too many tokens|prompt is too long/i;
  return ending.status === 'model-failed' && isTooLong.test(ending.error.message) ? 'context' : 'error';
}
