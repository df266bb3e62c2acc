import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';
import { sftClosing } from './system-prompt.ts';

/**
 * The messages a row is made of: all up to the model's last answer, without what the agent's program wrote in its
 * place. A run that was cut off at a limit is closed with an answer that hands in the changes.
 */
export function selectMessages(
  { messages, ending, source, tools }: Trajectory,
  closing: string | null = sftClosing,
): readonly TrajectoryMessage[] {
  const cut = messages.findIndex(({ isFromProgram }) => isFromProgram);
  const own = cut < 0 ? messages : messages.slice(0, cut);
  const canSubmit = source === 'swe-agent' || tools?.some(({ name }) => name === 'submit') === true;
  if (ending === 'limit' && closing !== null && canSubmit && own.at(-1)?.role !== 'assistant') {
    return [...own, closeWith(closing)];
  }
  const last = own.findLastIndex(({ role }) => role === 'assistant');
  return last < 0 ? own : own.slice(0, last + 1);
}

function closeWith(closing: string): TrajectoryMessage {
  return {
    role: 'assistant',
    content: closing,
    thought: closing,
    action: 'submit',
    toolCalls: [{ id: 'call_submit', name: 'submit', arguments: '{}' }],
    isFromProgram: true,
  };
}
