import { basename } from 'node:path';

import { DataFormatError } from '../errors/data-format-error.ts';
import { checkData } from '../json/json-data.ts';
import { readChatRow } from './sources/chat-row.ts';
import { isObject } from './sources/describe-call.ts';
import { readMiniSweAgentRun } from './sources/mini-swe-agent.ts';
import { readOpenHandsOutput } from './sources/openhands.ts';
import { readSweAgentRun } from './sources/swe-agent.ts';
import { type Trajectory, trajectorySchema } from './trajectory.ts';

/** Options of {@link parseTrajectory}. */
export type ParseTrajectoryOptions = {
  /**
   * Where the value came from, for errors; its name tells the instance where the run itself does not.
   *
   * @default 'trajectory'
   */
  readonly file?: string | undefined;
};

/**
 * Reads a run from its parsed JSON, whichever program wrote it.
 *
 * Shapes: a `.traj` of SWE-agent (all versions, with several attempts too), a `.traj.json` of mini-swe-agent, a
 * line of OpenHands' `output.jsonl`, a row of a published set (`messages` or `trajectory`, as lists or as JSON
 * texts), and a {@link Trajectory} written as JSON. Fields not known here are kept in `fields`. What SWE-agent
 * writes in the model's place when it cuts a run off is marked `isFromProgram` and is no step. Of a run whose
 * older outputs were left out of what the model saw, the messages are as the model saw them last.
 *
 * @throws {DataFormatError} with file and field, when the value is none of these.
 */
export function parseTrajectory(
  value: unknown,
  { file = 'trajectory' }: ParseTrajectoryOptions = {},
): Trajectory {
  const trajectory = readRun(value, file);
  if (trajectory.instanceId !== undefined) return trajectory;
  const instanceId = /^(.+?)\.traj(?:\.json)?$/.exec(basename(file))?.[1];
  return instanceId === undefined ? trajectory : { ...trajectory, instanceId };
}

function readRun(value: unknown, file: string): Trajectory {
  if (Array.isArray(value)) return readMiniSweAgentRun(value, file);
  if (!isObject(value)) throw new DataFormatError({ file, reason: 'it is no JSON object' });
  if ('source' in value && 'steps' in value) return checkData(trajectorySchema, value, { file });
  if ('messages' in value && 'info' in value) return readMiniSweAgentRun(value, file);
  const { trajectory, history } = value;
  const isOfSweAgent =
    'attempts' in value ||
    'info' in value ||
    'replay_config' in value ||
    (Array.isArray(trajectory) && isObject(trajectory[0]) && 'observation' in trajectory[0]);
  if (isOfSweAgent || isChat(history)) return readSweAgentRun(value, file);
  if (history !== undefined) return readOpenHandsOutput(value, file);
  if ('messages' in value || 'trajectory' in value) return readChatRow(value, file);
  throw new DataFormatError({
    file,
    reason:
      'it is no run of SWE-agent (`trajectory`, `info`), mini-swe-agent (`messages`, `info`) or OpenHands (`history`), no row of messages and no trajectory of ours',
  });
}

function isChat(value: unknown): boolean {
  return Array.isArray(value) && isObject(value[0]) && 'role' in value[0];
}
