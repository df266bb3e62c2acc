import { DataFormatError } from '../../errors/data-format-error.ts';
import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';
import { selectMessages } from './select-messages.ts';
import type { SftOptions } from './sft-options.ts';
import type { SftMessage, SftRow } from './sft-row.ts';
import { weighMessages } from './weigh-turns.ts';

/** Makes a row of the messages a style writes. @throws {DataFormatError} when one cannot be written. */
export function createRow(
  trajectory: Trajectory,
  { closing, zeroWeight }: SftOptions,
  writeMessage: (message: TrajectoryMessage) => SftMessage,
): SftRow {
  const messages = selectMessages(trajectory, closing);
  const weights = weighMessages(messages, zeroWeight);
  const { instanceId } = trajectory;
  return {
    messages: messages.map((message, index) => {
      const weight = weights[index];
      const written = tryToWrite(message, index, trajectory, writeMessage);
      return weight === undefined ? written : { ...written, weight };
    }),
    ...(instanceId === undefined ? undefined : { instance_id: instanceId }),
  };
}

function tryToWrite(
  message: TrajectoryMessage,
  index: number,
  { instanceId }: Trajectory,
  writeMessage: (message: TrajectoryMessage) => SftMessage,
): SftMessage {
  try {
    return writeMessage(message);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DataFormatError({
      file: instanceId ?? 'trajectory',
      field: `messages[${index}].toolCalls`,
      reason: `the arguments of a tool call cannot be read: ${cause.message}`,
      cause,
    });
  }
}
