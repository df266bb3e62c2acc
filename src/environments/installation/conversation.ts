import type { GenerateTextResult, LanguageModel, ModelMessage, OutputInterface } from 'ai';
import { LanguageModelCallError } from '../../errors/language-model-call-error.ts';
import { findCost } from '../../providers/find-cost.ts';
import { toModelFailure } from '../../providers/model-failure.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import type { InstallationSettings } from './installation-settings.ts';
import { LimitReached } from './limit-reached.ts';
import { repairToolInput } from './repair-tool-call.ts';
import { runShellCommand } from './run-shell-command.ts';
import {
  type AnswerPart,
  type RunInput,
  runInputSchema,
  type ShellTools,
  toRecordedAnswer,
} from './shell-tool.ts';
import type { TrajectoryRecorder } from './trajectory-recorder.ts';

type ModelAnswer = GenerateTextResult<ShellTools, Record<string, unknown>, OutputInterface<string, string>>;

/** What a conversation is held with. */
export type ConversationContext = {
  readonly settings: InstallationSettings;
  readonly sandbox: Sandbox;
  /** Variables of the model's commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly recorder: TrajectoryRecorder;
  /** What the model is told before anything else. */
  readonly instructions: string;
  /** Aborted by the caller, or with {@link LimitReached} when the time is over. */
  readonly abortSignal: AbortSignal;
};

/** From this many answers on the model is told how many are left. */
const lastAnswers = 10;

/** Talks with a model that has a shell in a sandbox. */
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
   * Says something and lets the model run commands until it answers in words.
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
      if (toolCalls.length === 0) return words;
      this.#checkLimits();
      // The answer was too long for the provider, and what it asked for was not done.
      this.#explainCutOff(toolCalls, answer.responseMessages);
    }
  }

  /** Lets the model run commands until it answers in words, is cut off, or may not go on. */
  async #generate(): Promise<ModelAnswer> {
    const { settings, instructions, recorder, abortSignal } = this.#context;
    const kit = await import('ai');
    try {
      const answer = await kit.generateText({
        model: settings.provider as LanguageModel,
        instructions,
        messages: this.#messages,
        tools: { run: this.#createTool() },
        toolCallConcurrency: 1,
        stopWhen: () => this.#failure !== undefined || this.#findObstacle() !== undefined,
        maxRetries: settings.maxRetries,
        abortSignal,
        repairToolCall: async ({ toolCall }) => {
          const input = repairToolInput(toolCall.input);
          return input === null ? null : { ...toolCall, toolName: 'run', input: JSON.stringify(input) };
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

  #createTool(): ShellTools['run'] {
    return {
      description: 'Runs a shell command (sh, not bash) at the root of the project and shows what it prints.',
      inputSchema: runInputSchema,
      execute: async (input, { toolCallId }) => {
        const running = this.#run(toolCallId, input);
        this.#running = running.catch(() => undefined);
        return running;
      },
    };
  }

  async #run(toolCallId: string, { command, timeoutSeconds }: RunInput): Promise<string> {
    const { settings, sandbox, env, recorder, abortSignal } = this.#context;
    const asked = Math.round((timeoutSeconds ?? Infinity) * 1000);
    const timeoutMs = Math.max(1, Math.min(settings.commandTimeoutMs, asked));
    try {
      const { observation, durationMs } = await runShellCommand(sandbox, {
        command,
        env,
        timeoutMs,
        maxOutputBytes: settings.maxOutputBytes,
        abortSignal,
      });
      const left = settings.maxSteps - recorder.usage.calls;
      const shown = left > lastAnswers ? observation : `${observation}\n[answers left: ${left}]`;
      recorder.addObservation(toolCallId, { command, observation: shown, durationMs });
      return shown;
    } catch (error) {
      const observation = abortSignal.aborted ? '[stopped: the run ended]' : '[stopped: the sandbox failed]';
      recorder.addObservation(toolCallId, { command, observation, durationMs: 0 });
      this.#failure ??= { error };
      throw error;
    }
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
