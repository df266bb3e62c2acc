import { ContainerError } from '../errors/container-error.ts';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { Conversation } from '../tool-loop/conversation.ts';
import type { LoopSettings } from '../tool-loop/loop-settings.ts';
import type { LoopTool } from '../tool-loop/loop-tool.ts';
import type { ModelCallOptions } from '../tool-loop/model-call-options.ts';
import type { RunRecorder } from '../tool-loop/run-recorder.ts';
import type { AgentEnding } from './agent-run.ts';
import { reminder } from './instructions.ts';
import { repairCall } from './repair-call.ts';

/** So many answers in a row that call no tool end the work. */
const mostWords = 3;

/** Lets the model work until it hands in or may not go on. */
export async function workOnTask(context: {
  readonly settings: LoopSettings;
  readonly modelOptions: ModelCallOptions;
  readonly tools: readonly LoopTool[];
  readonly isSubmitted: () => boolean;
  readonly recorder: RunRecorder;
  readonly instructions: string;
  readonly task: string;
  readonly abortSignal: AbortSignal;
}): Promise<AgentEnding> {
  const { recorder, isSubmitted, task, abortSignal } = context;
  const conversation = new Conversation({ ...context, repairCall, isFinished: isSubmitted });
  recorder.addMessage('user', task);
  let message = task;
  let wordsInARow = 0;
  try {
    for (;;) {
      const callsBefore = recorder.usage.calls;
      await conversation.ask(message);
      if (isSubmitted()) return { status: 'submitted' };
      wordsInARow = recorder.usage.calls === callsBefore + 1 ? wordsInARow + 1 : 1;
      if (wordsInARow === mostWords) {
        recorder.addReply('');
        return { status: 'gave-up' };
      }
      message = reminder;
      recorder.addReply(message);
    }
  } catch (error) {
    // What an abort interrupts fails in ways of its own.
    if (abortSignal.aborted) throw error;
    if (LanguageModelCallError.isInstance(error)) return { status: 'model-failed', error };
    if (ContainerError.isInstance(error)) return { status: 'sandbox-failed', error };
    throw error;
  }
}
