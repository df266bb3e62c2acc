import type { TrajectoryMessage, TrajectoryStep } from '../trajectory.ts';
import { describeCall } from './describe-call.ts';

type Action = { readonly text: string; readonly id?: string | undefined };

/**
 * The steps of a conversation: one for each action of an answer, with the message that answers it.
 *
 * Tool calls are answered by the message with their id, other actions by what follows, in its order.
 */
export function stepsOfMessages(
  messages: readonly TrajectoryMessage[],
  readAnswer: (answer: TrajectoryMessage) => Partial<TrajectoryStep> = () => ({}),
): TrajectoryStep[] {
  const places = messages.flatMap(({ role, isFromProgram }, index) =>
    role === 'assistant' && !isFromProgram ? [index] : [],
  );
  return places.flatMap((place, index) => {
    const message = messages[place];
    if (message === undefined) return [];
    const answers = messages.slice(place + 1, places[index + 1]);
    const byId = new Map(answers.map((answer) => [answer.toolCallId, answer]));
    return actionsOf(message).map(({ text, id }, position): TrajectoryStep => {
      const answer = id === undefined ? answers[position] : byId.get(id);
      return {
        turn: index + 1,
        thought: position === 0 ? (message.thought ?? message.content) : '',
        action: text,
        observation: answer?.content ?? '',
        ...(answer === undefined ? undefined : readAnswer(answer)),
      };
    });
  });
}

/** What an answer asks for; one empty action when it asks for nothing. */
function actionsOf({ toolCalls, action }: TrajectoryMessage): Action[] {
  if (toolCalls !== undefined && toolCalls.length > 0) {
    return toolCalls.map((call) => ({ text: describeCall(call), id: call.id }));
  }
  return [{ text: action ?? '' }];
}
