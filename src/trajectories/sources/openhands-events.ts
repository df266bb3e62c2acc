import { checkData } from '../../json/json-data.ts';
import type { TrajectoryEnding, TrajectoryMessage, TrajectoryStep, TrajectoryTool } from '../trajectory.ts';
import { type ChatMessage, chatMessageSchema, keepFields, toMessage } from './chat-message.ts';
import { findField, findText } from './find-field.ts';
import { describeEvent } from './openhands-action.ts';
import { type OpenHandsEvent, openHandsEventSchema } from './openhands-event.ts';
import { stepsOfMessages } from './steps-of-messages.ts';
import { readTools } from './tools.ts';

/** What a list of events tells; `others` are those that are no part of the conversation. */
export type OpenHandsHistory = {
  readonly messages: readonly TrajectoryMessage[];
  readonly steps: readonly TrajectoryStep[];
  readonly tools: readonly TrajectoryTool[] | undefined;
  readonly ending: TrajectoryEnding;
  readonly others: readonly OpenHandsEvent[];
};

/** Reads the history of a run, whose items may be pairs of events. */
export function readEvents(history: readonly unknown[], file: string): OpenHandsHistory {
  const reader = new EventReader();
  history.forEach((item, index) => {
    const path = ['history', index];
    if (!Array.isArray(item)) reader.add(checkData(openHandsEventSchema, item, { file, path }), file, path);
    else {
      item.forEach((event: unknown, place) => {
        if (event === null) return;
        const inner = [...path, place];
        reader.add(checkData(openHandsEventSchema, event, { file, path: inner }), file, inner);
      });
    }
  });
  return reader.finish();
}

class EventReader {
  readonly #messages: TrajectoryMessage[] = [];
  readonly #others: OpenHandsEvent[] = [];
  readonly #responses = new Set<unknown>();
  #tools: readonly TrajectoryTool[] | undefined;
  #ending: TrajectoryEnding = 'unfinished';

  add(event: OpenHandsEvent, file: string, path: readonly PropertyKey[]): void {
    if (event.action === undefined) this.#addObservation(event);
    else this.#addAction(event, event.action, file, path);
  }

  #addAction(event: OpenHandsEvent, action: string, file: string, path: readonly PropertyKey[]): void {
    const { args, source, tool_call_metadata: call } = event;
    if (action === 'system') {
      this.#messages.push({ role: 'system', content: findText(args, 'content') ?? '' });
      const tools = findField(args, 'tools');
      if (Array.isArray(tools)) this.#tools = readTools(tools, file, [...path, 'args', 'tools']);
      return;
    }
    if (source === 'user' && action === 'message') {
      this.#messages.push({ role: 'user', content: findText(args, 'content') ?? '' });
      return;
    }
    const isOfAgent =
      source === 'agent' && !['recall', 'condensation', 'condensation_request'].includes(action);
    if (!isOfAgent || action === 'change_agent_state') {
      this.#others.push(event);
      return;
    }
    if (action === 'finish') this.#ending = 'submitted';
    if (action === 'reject') this.#ending = 'gave-up';
    const answer = findField(call?.model_response, 'choices', '0', 'message');
    if (answer === undefined) {
      this.#messages.push(answerInWords(event, action));
      return;
    }
    // An answer that asked for several things is told by each of its events.
    const response = findText(call?.model_response, 'id') ?? answer;
    if (this.#responses.has(response)) return;
    this.#responses.add(response);
    const place = { file, path: [...path, 'tool_call_metadata', 'model_response', 'choices', 0, 'message'] };
    this.#messages.push(toMessage(checkData<ChatMessage>(chatMessageSchema, answer, place)));
  }

  #addObservation(event: OpenHandsEvent): void {
    const { observation, content, extras, tool_call_metadata: call } = event;
    if (observation === 'agent_state_changed') {
      const state = findText(extras, 'agent_state');
      if (state === 'finished') this.#ending = 'submitted';
      if (state === 'rejected') this.#ending = 'gave-up';
      if (state === 'error') this.#ending = 'error';
    }
    const isShown = call !== null && call !== undefined;
    const isAnswer = isShown || (typeof content === 'string' && this.#messages.at(-1)?.role === 'assistant');
    if (!isAnswer || (!isShown && ['agent_state_changed', 'recall'].includes(observation ?? ''))) {
      this.#others.push(event);
      return;
    }
    const code = findField(extras, 'metadata', 'exit_code') ?? findField(extras, 'exit_code');
    this.#messages.push({
      role: isShown ? 'tool' : 'user',
      content: content ?? '',
      ...(isShown ? { toolCallId: call.tool_call_id } : undefined),
      ...keepFields({ observation, exitCode: observation === 'run' ? code : undefined }),
    });
  }

  finish(): OpenHandsHistory {
    return {
      messages: this.#messages,
      steps: stepsOfMessages(this.#messages, readAnswer),
      tools: this.#tools,
      ending: this.#ending,
      others: this.#others,
    };
  }
}

/** What the agent did where the model's own answer was not kept. */
function answerInWords(event: OpenHandsEvent, action: string): TrajectoryMessage {
  const thought = findText(event.args, 'thought') ?? '';
  if (action === 'message') return { role: 'assistant', content: findText(event.args, 'content') ?? '' };
  return { role: 'assistant', content: thought, thought, action: describeEvent(action, event.args ?? {}) };
}

function readAnswer({ fields }: TrajectoryMessage): Partial<TrajectoryStep> {
  const code = fields?.['exitCode'];
  return typeof code === 'number' && Number.isSafeInteger(code) ? { exitCode: code } : {};
}
