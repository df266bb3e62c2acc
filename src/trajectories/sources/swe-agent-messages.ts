import { checkData } from '../../json/json-data.ts';
import type { TrajectoryMessage } from '../trajectory.ts';
import { type ChatMessage, chatMessageSchema, toMessage } from './chat-message.ts';
import { isObject } from './describe-call.ts';
import type { SweAgentRun, SweAgentStep } from './swe-agent-schema.ts';

/** What SWE-agent writes in the model's place when it cuts a run off. */
const programText = /^Exit(?:ing)? due to /;

/** The conversation of a run, of whichever version, with the model's last answer. */
export function readSweAgentMessages(
  run: SweAgentRun,
  file: string,
  path: readonly PropertyKey[],
): TrajectoryMessage[] {
  const steps = run.trajectory ?? [];
  const last = steps.at(-1);
  const check = (messages: readonly unknown[], ...place: PropertyKey[]): ChatMessage[] =>
    messages.map((message, index) =>
      checkData(chatMessageSchema, message, { file, path: [...path, ...place, index] }),
    );
  const history = check(run.history ?? [], 'history');
  if (last?.messages) {
    return mark(check(last.messages, 'trajectory', steps.length - 1, 'messages'), false);
  }
  const asked = steps.findLastIndex(({ query }) => query?.some(isMessage));
  if (asked < 0) return mark(completeHistory(history, last), false);
  const query = check(steps[asked]?.query ?? [], 'trajectory', asked, 'query');
  const rest = findRest(query, history, steps.slice(asked));
  return mark([...query, ...rest], asked < steps.length - 1);
}

/** Before it kept questions, SWE-agent left its last step out of the history in some versions. */
function completeHistory(
  history: readonly ChatMessage[],
  last: SweAgentStep | undefined,
): readonly ChatMessage[] {
  const answer = history.findLast(({ role }) => role === 'assistant');
  if (last === undefined) return history;
  const { response, action } = last;
  const isThere = answer?.content === (response ?? '') || answer?.action === (action ?? '');
  return isThere ? history : [...history, ...toMessages(last)];
}

function isMessage(value: unknown): boolean {
  return isObject(value) && 'role' in value;
}

/** What came after the last question to the model: from the history, or else from the steps themselves. */
function findRest(
  query: readonly ChatMessage[],
  history: readonly ChatMessage[],
  steps: readonly SweAgentStep[],
): ChatMessage[] {
  const isCorrection = ({ message_type: type }: ChatMessage): boolean =>
    type === 'assistant' || type === 'user';
  const shown = query.filter((message) => !isCorrection(message)).length;
  const rest = history.slice(shown);
  const isAfterQuery = rest[0]?.role === 'assistant' && rest.length <= 2 * steps.length;
  if (!isAfterQuery) return steps.flatMap(toMessages);
  // An answer SWE-agent could not use is in the steps only.
  const isMissing = steps.length > 1 && rest.length < 2 * steps.length;
  return isMissing ? [...steps.slice(0, 1).flatMap((step) => toMessages(step).slice(0, 1)), ...rest] : rest;
}

function toMessages({ thought, action, response, observation }: SweAgentStep): ChatMessage[] {
  return [
    { role: 'assistant', content: response, thought: thought ?? '', action: action ?? '' },
    { role: 'user', content: observation },
  ];
}

/** Says which last answer is not the model's. */
function mark(messages: readonly ChatMessage[], isCutOff: boolean): TrajectoryMessage[] {
  const read = messages.map(toMessage);
  const index = read.findLastIndex(({ role }) => role === 'assistant');
  const last = read[index];
  if (last === undefined) return read;
  const isFromProgram =
    isCutOff || (programText.test(last.content) && !last.toolCalls?.length && !last.action);
  return isFromProgram ? read.with(index, { ...last, isFromProgram }) : read;
}
