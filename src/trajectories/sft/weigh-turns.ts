import { isObject } from '../sources/describe-call.ts';
import type { TrajectoryMessage } from '../trajectory.ts';
import type { SftTurn, UnlearnedTurns } from './sft-options.ts';

/** The weight of each message that is an answer of the model; none for the others, or when nothing is asked for. */
export function weighMessages(
  messages: readonly TrajectoryMessage[],
  unlearned: UnlearnedTurns | undefined,
): (0 | 1 | undefined)[] {
  const weights = messages.map((): 0 | 1 | undefined => undefined);
  if (unlearned === undefined) return weights;
  const places = messages.flatMap(({ role }, index) => (role === 'assistant' ? [index] : []));
  const isUnlearned = typeof unlearned === 'function' ? unlearned : createCheck(unlearned);
  const earlier: SftTurn[] = [];
  for (const [index, place] of places.entries()) {
    const answer = messages[place];
    if (answer === undefined) continue;
    const turn = { answer, observations: messages.slice(place + 1, places[index + 1]) };
    weights[place] = isUnlearned(turn, earlier) ? 0 : 1;
    earlier.push(turn);
  }
  return weights;
}

function createCheck(kinds: readonly ('repeated' | 'failed')[]): (turn: SftTurn) => boolean {
  const seen = new Set<string>();
  let last: string | undefined;
  return ({ answer, observations }) => {
    const asked = describeAnswer(answer);
    const outcome = JSON.stringify([asked, ...observations.map(({ content }) => content)]);
    const isRepeated = asked !== '' && (asked === last || seen.has(outcome));
    seen.add(outcome);
    last = asked;
    if (kinds.includes('repeated') && isRepeated) return true;
    return kinds.includes('failed') && observations.some(isFailure);
  };
}

function describeAnswer({ toolCalls, action, content }: TrajectoryMessage): string {
  if (toolCalls !== undefined && toolCalls.length > 0) {
    return JSON.stringify(toolCalls.map((call) => [call.name, call.arguments]));
  }
  return action ?? content;
}

/** What shells and the editors of SWE-agent and OpenHands say when they could not do what was asked. */
const failureText =
  /^(?:OBSERVATION:\s*)?(?:ERROR\b|No replacement was performed|Invalid `|The path `?\S+`? does not exist|Unrecognized command|Parameter `\w+` is required|(?:\/?(?:\w+\/)*(?:ba)?sh): .*(?:command not found|syntax error)|The command '.*' was cancelled because it took more than)/s;

function isFailure({ content, fields }: TrajectoryMessage): boolean {
  const extra = fields?.['extra'];
  const code = fields?.['exitCode'] ?? (isObject(extra) ? extra['returncode'] : undefined);
  if (typeof code === 'number') return code !== 0 && code !== 1;
  return failureText.test(content.slice(0, 1000));
}
