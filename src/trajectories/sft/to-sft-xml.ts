import { stripLikePython } from '../python/strip-like-python.ts';
import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';
import { createRow } from './create-row.ts';
import type { SftOptions } from './sft-options.ts';
import type { SftRow } from './sft-row.ts';
import { sftXmlSystemPrompt } from './system-prompt.ts';
import { writeXmlCall } from './write-xml-call.ts';

/** Options of {@link toSftXml}. */
export type ToSftXmlOptions = SftOptions & {
  /**
   * Keeps white space at the ends of the model's answers, as SWE-smith did until 0.0.5.
   *
   * @default false
   */
  readonly keepOuterSpace?: boolean | undefined;
};

/**
 * Turns a run into a row of training data in which the model calls its tools as XML, the form SWE-agent reads with
 * `xml_function_calling`.
 *
 * Shapes: an answer is the thought, an empty line, and a `<function=...>` block for each tool call; what tools
 * gave back is said by the user. The system message is replaced by `systemPrompt`, ours unless another is given.
 *
 * @throws {DataFormatError} when the arguments of a tool call are no JSON object; the field says of which.
 * @source SWE-smith 0.0.9 `train/traj_mgr/utils.py#transform_traj_xml`, byte for byte. Differs: the model's last
 *   answer is part of the row, also of runs of SWE-agent 1.1.0 and later; what SWE-agent wrote itself when it cut
 *   a run off is not; a command that was written as text, with no tool call, is kept, as a call of `bash`; the
 *   system prompt and the closing words are ours.
 */
export function toSftXml(
  trajectory: Trajectory,
  { systemPrompt = sftXmlSystemPrompt, keepOuterSpace = false, ...options }: ToSftXmlOptions = {},
): SftRow {
  return createRow(trajectory, options, (message) => {
    if (message.role === 'system') return { role: 'system', content: systemPrompt };
    if (message.role !== 'assistant') return { role: 'user', content: message.content };
    const content = writeAnswer(message);
    return { role: 'assistant', content: keepOuterSpace ? content : stripLikePython(content) };
  });
}

function writeAnswer({ content, thought = content, toolCalls, action }: TrajectoryMessage): string {
  if (toolCalls !== undefined) return `${thought}\n\n${toolCalls.map(writeXmlCall).join('\n')}`;
  if (action === undefined || action.trim() === '') return thought;
  if (content.includes('<function=')) return content;
  const command = stripLikePython(action);
  const call =
    command === 'submit'
      ? { name: 'submit', arguments: '{}' }
      : { name: 'bash', arguments: JSON.stringify({ command }) };
  return `${stripLikePython(thought)}\n\n${writeXmlCall(call)}`;
}
