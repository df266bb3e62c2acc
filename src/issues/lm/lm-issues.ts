import { hash } from 'node:crypto';

import { untilAborted } from '../../concurrency/until-aborted.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import type { LmMessage, LmReply, LmRequest } from '../../providers/lm-provider.ts';
import { toLmProvider } from '../../providers/to-lm-provider.ts';
import { createRandom } from '../../strategies/random.ts';
import type { IssueSubject, IssueWriter, UnwrittenIssue, WrittenIssue } from '../issue-writer.ts';
import type { IssuePrompt } from './issue-prompt.ts';
import { fillLmIssuesOptions, type LmIssuesOptions, type LmIssuesSettings } from './lm-issues-options.ts';
import { readIssueReply } from './read-issue-reply.ts';
import { readPromptFacts } from './read-prompt-facts.ts';

/**
 * Lets a language model write problem statements, from the bug's patch, the source of F2P tests, what running them
 * prints, and reports to take after.
 *
 * One call a statement, and one for each time it is written anew because of what it gives away: the model is then told
 * what that is. Several statements of an instance are asked for with other demonstrations and tests each.
 *
 * Outcomes: `empty-reply`, `cut-off` and `filtered` when there is no text in the reply, with what it cost;
 * `no-failing-test` when none of the tests fails when it is run again. `facts` says which tests and demonstrations were
 * shown, and counts tokens.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 * @source Paper, section D, "Generated with LM", and Figure 19.
 */
export function lmIssues(options: LmIssuesOptions): IssueWriter {
  const settings = fillLmIssuesOptions(options);
  const provider = toLmProvider(options.provider);
  return {
    specificationVersion: 'v1',
    name: settings.name,
    settings: {
      model: provider.modelId,
      temperature: settings.temperature,
      maxOutputTokens: settings.maxOutputTokens,
      maxInputTokens: settings.maxInputTokens,
      maxDemonstrationTokens: settings.maxDemonstrationTokens,
      maxTests: settings.maxTests,
      demonstrationsPerPrompt: settings.demonstrationsPerPrompt,
      demonstrations: digest(settings.demonstrations),
      prompt: digest(describePrompt(settings.prompt)),
    },
    revises: true,
    async write(subject, { abortSignal }) {
      const material = await readPromptFacts(subject, settings);
      if (material === undefined) {
        const detail = 'None of the tests that show the bug failed when it was run again.';
        return { status: 'not-written', reason: 'no-failing-test', detail, costUsd: 0 };
      }
      const request = createRequest(subject, settings, settings.prompt(material.promptFacts));
      const reply = await untilAborted(provider.complete(request, { abortSignal }), abortSignal);
      const { inputTokens, outputTokens } = reply.usage;
      const { messages } = request;
      const facts = { ...material.facts, model: provider.modelId, inputTokens, outputTokens };
      return readReply(reply, { messages, shortened: material.shortened, facts });
    },
  };
}

/** The prompt, and the conversation about texts that gave too much away. */
function createRequest(
  { rejected, random }: IssueSubject,
  { revisionPrompt, temperature, maxOutputTokens }: LmIssuesSettings,
  prompt: readonly LmMessage[],
): LmRequest {
  const turns = rejected.flatMap(({ text, leaks }): LmMessage[] => [
    { role: 'assistant', content: `<issue>\n${text}\n</issue>` },
    { role: 'user', content: revisionPrompt(leaks) },
  ]);
  return {
    messages: [...prompt, ...turns],
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    seed: random.integer(2 ** 31 - 1),
  };
}

function readReply(
  { text: reply, finishReason, costUsd }: LmReply,
  work: Pick<WrittenIssue, 'messages' | 'shortened' | 'facts'>,
): WrittenIssue | UnwrittenIssue {
  const refuse = (reason: string, detail: string): UnwrittenIssue => {
    return { status: 'not-written', reason, detail, costUsd, ...work };
  };
  if (finishReason === 'content-filter') return refuse('filtered', 'The provider withheld the reply.');
  const isWhole = /<\/issue>/i.test(reply);
  if (finishReason === 'length' && !isWhole) return refuse('cut-off', 'The reply ends before the text does.');
  const text = readIssueReply(reply);
  if (text === '') return refuse('empty-reply', 'The model wrote nothing.');
  return { status: 'written', text, costUsd, ...work };
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 32);
}

/** What tells prompts apart: what they make of the same facts. */
function describePrompt(prompt: IssuePrompt): readonly LmMessage[] {
  const instance: TaskInstance = {
    instance_id: 'owner__name.1a2b3c4d.func_pm_op_swap__x1y2z3a4',
    repo: 'swesmith/owner__name.1a2b3c4d',
    patch: 'patch',
    FAIL_TO_PASS: ['test'],
    PASS_TO_PASS: [],
  };
  return prompt({
    instance,
    demonstrations: ['demonstration'],
    patch: 'patch',
    testSources: ['source'],
    testOutput: 'output',
    random: createRandom('prompt'),
  });
}
