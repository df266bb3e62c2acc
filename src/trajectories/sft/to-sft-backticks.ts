import { describeCall } from '../sources/describe-call.ts';
import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';
import { createRow } from './create-row.ts';
import type { SftOptions } from './sft-options.ts';
import type { SftRow } from './sft-row.ts';

/**
 * Turns a run into a row of training data in which the model writes a command in a block of three backticks, the form
 * SWE-agent reads with `thought_action`.
 *
 * Shapes: an answer is the thought, an empty line and the block; an answer that asks for nothing is the thought
 * alone. The system message stays as it is unless `systemPrompt` is given.
 *
 * @source SWE-smith 0.0.9 `train/traj_mgr/utils.py#transform_traj_backticks`, byte for byte where that can read the
 *   run. Differs: as {@link toSftXml} does about the end of a run; texts that are no list of one part are read too.
 */
export function toSftBackticks(trajectory: Trajectory, options: SftOptions = {}): SftRow {
  return createRow(trajectory, options, (message) => {
    if (message.role === 'system') {
      return { role: 'system', content: options.systemPrompt ?? message.content };
    }
    if (message.role !== 'assistant') return { role: 'user', content: message.content };
    return { role: 'assistant', content: writeAnswer(message) };
  });
}

function writeAnswer({ content, thought = content, toolCalls, action }: TrajectoryMessage): string {
  const command = action?.trim() ? action : toolCalls?.map(describeCall).join('\n');
  return command === undefined || command === '' ? thought : `${thought}\n\n\`\`\`\n${command}\n\`\`\``;
}
