import type { RunMessage, RunRecord, RunStep, RunToolCall, RunUsage } from './run-record.ts';

/** What one answer of the model held. */
export type RecordedAnswer = {
  readonly text: string;
  readonly toolCalls: readonly RunToolCall[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
};

/** Writes down a run while it goes on, so that what was done is kept however it ends. */
export class RunRecorder {
  readonly #messages: RunMessage[] = [];
  readonly #steps: RunStep[] = [];
  readonly #observed: Set<string> = new Set();
  readonly #onStep: ((step: RunStep) => void) | undefined;
  #usage: RunUsage = { calls: 0, inputTokens: 0, outputTokens: 0 };
  /** What the model wrote that no step shows yet. */
  #thought = '';
  #reportsUsage = true;

  constructor(onStep: ((step: RunStep) => void) | undefined) {
    this.#onStep = onStep;
  }

  get usage(): RunUsage {
    return this.#usage;
  }

  /** Whether every answer so far said how many tokens it took. */
  get reportsUsage(): boolean {
    return this.#reportsUsage;
  }

  addMessage(role: 'system' | 'user', content: string): void {
    this.#messages.push({ role, content });
  }

  addAnswer({ text, toolCalls, inputTokens, outputTokens }: RecordedAnswer): void {
    this.#messages.push({ role: 'assistant', content: text, toolCalls });
    this.#thought = text;
    // Some providers use the same ids in every answer.
    this.#observed.clear();
    this.#reportsUsage &&= inputTokens !== undefined && outputTokens !== undefined;
    this.#usage = {
      calls: this.#usage.calls + 1,
      inputTokens: this.#usage.inputTokens + (inputTokens ?? 0),
      outputTokens: this.#usage.outputTokens + (outputTokens ?? 0),
    };
  }

  /** Adds what a tool call of the last answer gave, once for each call. */
  addObservation(toolCallId: string, step: Pick<RunStep, 'command' | 'observation' | 'durationMs'>): void {
    if (this.#observed.has(toolCallId)) return;
    this.#observed.add(toolCallId);
    this.#messages.push({ role: 'tool', toolCallId, content: step.observation });
    this.#addStep(step);
  }

  /** Adds an answer in words together with what we replied. */
  addReply(observation: string): void {
    if (observation !== '') this.addMessage('user', observation);
    this.#addStep({ command: null, observation, durationMs: 0 });
  }

  /** The run so far; what is added later does not change it. */
  toRecord(): RunRecord {
    return { messages: [...this.#messages], steps: [...this.#steps], usage: this.#usage };
  }

  #addStep(step: Pick<RunStep, 'command' | 'observation' | 'durationMs'>): void {
    const { command, observation, durationMs } = step;
    const turn = this.#usage.calls;
    const complete = { turn, thought: this.#thought, command, observation, durationMs };
    this.#thought = '';
    this.#steps.push(complete);
    this.#onStep?.(complete);
  }
}
