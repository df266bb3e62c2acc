import type { Repository } from '../../repository/repository.ts';
import type { EnvironmentSpecification } from '../environment-specification.ts';
import type { Conversation } from '../../tool-loop/conversation.ts';
import type { InstallationRecord, InstallationResult } from './installation-result.ts';
import type { InstallationSettings } from './installation-settings.ts';
import { writeFailure, writeReminder, writeTask } from './instructions.ts';
import { readAnswer } from './read-answer.ts';
import { rebuild } from './rebuild.ts';
import type { RunRecorder } from '../../tool-loop/run-recorder.ts';

/** So many answers in a row that are neither a command nor a submission end the run. */
const mostUnusableAnswers = 3;

/** A result without what all of them have. */
export type Outcome = WithoutRecord<InstallationResult>;

type WithoutRecord<Result> = Result extends unknown ? Omit<Result, keyof InstallationRecord> : never;

/** What a search goes on with. */
export type SearchContext = {
  readonly settings: InstallationSettings;
  readonly recorder: RunRecorder;
  readonly abortSignal: AbortSignal;
  /** All but what the model finds out. */
  readonly specification: EnvironmentSpecification;
};

/** Lets the model work until what it hands in is good, or it may not hand in any more. */
export async function findSpecification(
  conversation: Conversation,
  repository: Repository,
  { settings, recorder, abortSignal, specification }: SearchContext,
): Promise<Outcome> {
  let message = writeTask(repository);
  recorder.addMessage('user', message);
  let unusableAnswers = 0;
  for (let rebuilds = 0; ;) {
    const callsBefore = recorder.usage.calls;
    const answer = readAnswer(await conversation.ask(message), specification);
    const isInARow = recorder.usage.calls === callsBefore + 1;
    if (answer.kind === 'gave-up') {
      recorder.addReply('');
      return { status: 'gave-up', reason: answer.reason };
    }
    if (answer.kind === 'unusable') {
      unusableAnswers = isInARow ? unusableAnswers + 1 : 1;
      if (unusableAnswers === mostUnusableAnswers) {
        recorder.addReply('');
        const reason = `${unusableAnswers} answers in a row cannot be used. The last one: ${answer.problem}`;
        return { status: 'gave-up', reason };
      }
      message = writeReminder(answer.problem);
    } else {
      unusableAnswers = 0;
      rebuilds += 1;
      const rebuilt = await rebuild(repository, answer.specification, { settings, abortSignal });
      if (rebuilt.status === 'installed' || rebuilds === settings.maxRebuilds) {
        recorder.addReply('');
        return rebuilt;
      }
      message = writeFailure(rebuilt);
    }
    recorder.addReply(message);
  }
}
