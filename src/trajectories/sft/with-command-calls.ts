import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';

/**
 * A run in which every command is a tool call: one that the model wrote as text becomes a call of `bash`, and what
 * came back of it the answer to that call.
 */
export function withCommandCalls(trajectory: Trajectory): Trajectory {
  let open: string | undefined;
  let count = 0;
  const messages = trajectory.messages.map((message): TrajectoryMessage => {
    const { role, toolCalls, action, content, thought = content } = message;
    if (role === 'user' && open !== undefined) {
      const toolCallId = open;
      open = undefined;
      return { ...message, role: 'tool', toolCallId };
    }
    open = undefined;
    if (role !== 'assistant' || toolCalls !== undefined || action === undefined || action.trim() === '') {
      return message;
    }
    count += 1;
    open = `call_text_${count}`;
    const command = action.trim();
    const call =
      command === 'submit'
        ? { id: open, name: 'submit', arguments: '{}' }
        : { id: open, name: 'bash', arguments: JSON.stringify({ command }) };
    return { ...message, thought: thought.trim(), toolCalls: [call] };
  });
  return { ...trajectory, messages };
}
