import type { JsonObject } from '../../json/json-value.ts';
import { isShown } from '../failing-evidence.ts';
import type { IssueSubject } from '../issue-writer.ts';
import { shortenText } from '../shortening/shorten-text.ts';
import type { Shortening } from '../shortening/shortening.ts';
import type { IssuePromptFacts } from './issue-prompt.ts';
import type { LmIssuesSettings } from './lm-issues-options.ts';

/** What a prompt is made from, and what there is to say about it. */
export type PromptMaterial = {
  readonly promptFacts: IssuePromptFacts;
  readonly shortened: readonly Shortening[];
  readonly facts: JsonObject;
};

/** Draws demonstrations and tests and shortens what is too long; `undefined` when tests are wanted and none fails. */
export async function readPromptFacts(
  subject: IssueSubject,
  settings: LmIssuesSettings,
): Promise<PromptMaterial | undefined> {
  const { instance, random } = subject;
  const { maxTests, maxInputTokens, maxDemonstrationTokens, countTokens } = settings;
  const shortened: Shortening[] = [];
  const shorten = (text: string, input: string, maxTokens = maxInputTokens): string => {
    const result = shortenText(text, { input, maxTokens, countTokens });
    if (result.shortening !== undefined) shortened.push(result.shortening);
    return result.text;
  };
  const order = random.shuffle(settings.demonstrations.map((_, index) => index));
  const drawn = order.slice(0, settings.demonstrationsPerPrompt);
  const evidence = maxTests === 0 ? undefined : await subject.evidence();
  const tests = random.shuffle((evidence?.tests ?? []).filter(isShown)).slice(0, maxTests);
  if (evidence !== undefined && tests.length === 0) return undefined;
  const outputs = tests.flatMap(({ output }) => (output === '' ? [] : output.trimEnd()));
  const printed = outputs.length === 0 ? (evidence?.testOutput ?? '') : outputs.join('\n\n');
  const promptFacts = {
    instance,
    demonstrations: drawn.map((index) =>
      shorten(settings.demonstrations[index] ?? '', `demonstration ${index}`, maxDemonstrationTokens),
    ),
    patch: shorten(instance.patch, 'patch'),
    testSources: tests.map(({ source }) => shorten(source, 'test source')),
    testOutput: shorten(printed, 'test output'),
    random,
  };
  return { promptFacts, shortened, facts: { demonstrations: drawn, tests: tests.map(({ test }) => test) } };
}
