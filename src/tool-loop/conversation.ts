import type {
  generateText,
  GenerateTextResult,
  LanguageModel,
  ModelMessage,
  OutputInterface,
  ToolSet,
} from 'ai';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { findCost } from '../providers/find-cost.ts';
import { toModelFailure } from '../providers/model-failure.ts';
import { LimitReached } from './limit-reached.ts';
import type { LoopSettings } from './loop-settings.ts';
import type { LoopTool } from './loop-tool.ts';
import type { ModelCallOptions } from './model-call-options.ts';
import { type AnswerPart, toRecordedAnswer } from './recorded-answer.ts';
import type { RunRecorder } from './run-recorder.ts';

type ModelAnswer = GenerateTextResult<ToolSet, Record<string, unknown>, OutputInterface<string, string>>;

/** What a conversation is held with. */
export type ConversationContext = {
  readonly settings: Omit<LoopSettings, 'timeoutMs'>;
  readonly modelOptions?: ModelCallOptions | undefined;
  readonly tools: readonly LoopTool[];
  /** What is meant by a call of a tool there is none of, or with arguments of another form. */
  readonly repairCall: (call: ToolCallText) => ToolCallText | null;
  /** Whether a tool call has ended the conversation. */
  readonly isFinished?: (() => boolean) | undefined;
  readonly recorder: RunRecorder;
  /** What the model is told before anything else. */
  readonly instructions: string;
  /** Aborted by the caller, or with {@link LimitReached} when the time is over. */
  readonly abortSignal: AbortSignal;
};

/** A call as the model wrote it; `input` is JSON text, or should be. */
export type ToolCallText = { readonly toolName: string; readonly input: string };

/** The options that are there; the SDK takes an absent one and one that is `undefined` for different things. */
function withoutAbsent(options: ModelCallOptions = {}): GenerationSettings {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

type GenerationSettings = Pick<Parameters<typeof generateText>[0], keyof ModelCallOptions>;

/** From this many answers on the model is told how many are left. */
const lastAnswers = 10;

/** Talks with a model that has tools. */
export class Conversation {
  readonly #context: ConversationContext;
  readonly #messages: ModelMessage[] = [];
  /** The first error of a tool that is not the model's; the SDK would show it to the model. */
  #failure: { readonly error: unknown } | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(context: ConversationContext) {
    this.#context = context;
    context.recorder.addMessage('system', context.instructions);
  }

  /**
   * Says something and lets the model call tools until it answers in words, which are given back, or a call ends
   * the conversation.
   *
   * @throws {LimitReached} when it may not go on.
   * @throws {LanguageModelCallError} when the model cannot be called.
   */
  async ask(text: string): Promise<string> {
    this.#checkLimits();
    this.#messages.push({ role: 'user', content: text });
    for (;;) {
      const answer = await this.#generate();
      this.#messages.push(...answer.responseMessages);
      const { toolCalls, text: words } = answer.finalStep;
      if (toolCalls.length === 0 || this.#isFinished()) return words;
      this.#checkLimits();
      // The answer was too long for the provider, and what it asked for was not done.
      this.#explainCutOff(toolCalls, answer.responseMessages);
    }
  }

  /** Lets the model call tools until it answers in words, is cut off, or may not go on. */
  async #generate(): Promise<ModelAnswer> {
    const { settings, modelOptions, instructions, tools, repairCall, recorder, abortSignal } = this.#context;
    const kit = await import('ai');
    try {
      const answer = await kit.generateText({
        ...withoutAbsent(modelOptions),
        model: settings.provider as LanguageModel,
        instructions,
        messages: this.#messages,
        tools: Object.fromEntries(tools.map((tool) => [tool.name, this.#toSdkTool(tool)])),
        toolCallConcurrency: 1,
        stopWhen: () =>
          this.#failure !== undefined || this.#isFinished() || this.#findObstacle() !== undefined,
        maxRetries: settings.maxRetries,
        abortSignal,
        repairToolCall: async ({ toolCall }) => {
          const meant = repairCall(toolCall);
          return meant === null ? null : { ...toolCall, ...meant };
        },
        onLanguageModelCallEnd: ({ content, usage }) => recorder.addAnswer(toRecordedAnswer(content, usage)),
        onStepEnd: ({ content }) => this.#recordRefusedCalls(content),
      });
      if (this.#failure !== undefined) throw this.#failure.error;
      abortSignal.throwIfAborted();
      return answer;
    } catch (error) {
      await this.#running;
      abortSignal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure.error;
      throw toModelFailure(error, { model: settings.provider.modelId, kinds: kit });
    }
  }

  #toSdkTool(tool: LoopTool): ToolSet[string] {
    return {
      description: tool.description,
      inputSchema: tool.inputSchema,
      execute: async (input: unknown, { toolCallId }: { readonly toolCallId: string }) => {
        const running = this.#run(tool, toolCallId, input);
        this.#running = running.catch(() => undefined);
        return running;
      },
    };
  }

  async #run(tool: LoopTool, toolCallId: string, input: unknown): Promise<string> {
    const { settings, recorder, abortSignal } = this.#context;
    const command = tool.describe(input);
    if (this.#isFinished()) return this.#skip(toolCallId, command);
    try {
      const { observation, durationMs } = await tool.execute(input);
      const left = settings.maxSteps - recorder.usage.calls;
      const isLast = left > lastAnswers || this.#isFinished();
      const shown = isLast ? observation : `${observation}\n[answers left: ${left}]`;
      recorder.addObservation(toolCallId, { command, observation: shown, durationMs });
      return shown;
    } catch (error) {
      const observation = abortSignal.aborted ? '[stopped: the run ended]' : '[stopped: the sandbox failed]';
      recorder.addObservation(toolCallId, { command, observation, durationMs: 0 });
      this.#failure ??= { error };
      throw error;
    }
  }

  /** A call that stands in one answer behind the one that ended the conversation. */
  #skip(toolCallId: string, command: string): string {
    const observation = '[not run: the work was already handed in]';
    this.#context.recorder.addObservation(toolCallId, { command, observation, durationMs: 0 });
    return observation;
  }

  /** Calls of a tool there is none of, or with arguments nobody can read, which the SDK answers by itself. */
  #recordRefusedCalls(content: readonly AnswerPart[]): void {
    for (const part of content) {
      if (part.type !== 'tool-error') continue;
      const observation = part.error instanceof Error ? part.error.message : String(part.error);
      this.#context.recorder.addObservation(part.toolCallId, { command: null, observation, durationMs: 0 });
    }
  }

  /** The answer was too long for the provider: calls in it were not made, and need a result all the same. */
  #explainCutOff(
    toolCalls: readonly { readonly toolCallId: string; readonly toolName: string }[],
    messages: readonly ModelMessage[],
  ): void {
    const results = messages.flatMap((message) => (message.role === 'tool' ? message.content : []));
    const answered = new Set(results.map((part) => ('toolCallId' in part ? part.toolCallId : '')));
    const observation = '[not run: your answer was cut off because it was too long]';
    for (const { toolCallId, toolName } of toolCalls) {
      if (answered.has(toolCallId)) continue;
      this.#context.recorder.addObservation(toolCallId, { command: null, observation, durationMs: 0 });
      const output = { type: 'text', value: observation } as const;
      this.#messages.push({
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId, toolName, output }],
      });
    }
  }

  #isFinished(): boolean {
    return this.#context.isFinished?.() === true;
  }

  #checkLimits(): void {
    const obstacle = this.#findObstacle();
    if (obstacle !== undefined) throw obstacle;
  }

  /** Why the model may not be called again. */
  #findObstacle(): LimitReached | LanguageModelCallError | undefined {
    const { settings, recorder } = this.#context;
    const { maxCostUsd, maxSteps, prices, provider } = settings;
    if (maxCostUsd !== undefined && !recorder.reportsUsage) {
      return new LanguageModelCallError({
        model: provider.modelId,
        reason: 'the provider does not report how many tokens it used, so that `maxCostUsd` cannot be held',
        remedy: 'Leave out `prices` and `maxCostUsd`, and bound the run with `maxSteps` and `timeoutMs`.',
      });
    }
    const costUsd = findCost(recorder.usage, prices);
    if (maxCostUsd !== undefined && costUsd !== undefined && costUsd >= maxCostUsd)
      return new LimitReached('cost');
    return recorder.usage.calls >= maxSteps ? new LimitReached('steps') : undefined;
  }
}
