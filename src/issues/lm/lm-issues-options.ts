import { checkNumber } from '../../providers/check-number.ts';
import { type CountTokens, estimateTokens } from '../../providers/count-tokens.ts';
import type { LmProviderLike } from '../../providers/lm-provider-like.ts';
import type { Leak } from '../leaks/leak.ts';
import { createIssueMessages } from './create-issue-messages.ts';
import { createRevisionMessage } from './create-revision-message.ts';
import { issueDemonstrations } from './issue-demonstrations.ts';
import type { IssuePrompt } from './issue-prompt.ts';

/** Options of `lmIssues`. */
export type LmIssuesOptions = {
  /** The model: a provider, or a model of the AI SDK. */
  readonly provider: LmProviderLike;
  /** Name of the writer in results and stores. @default 'lm' */
  readonly name?: string | undefined;
  /** Reports to take after. @default `issueDemonstrations` */
  readonly demonstrations?: readonly string[] | undefined;
  /** How many of them are shown at a time; 0 shows none. @default 2 */
  readonly demonstrationsPerPrompt?: number | undefined;
  /** How many F2P tests are shown at most; with 0 none are, and nothing is run. @default 3 */
  readonly maxTests?: number | undefined;
  /** Writes the messages. @default `createIssueMessages` */
  readonly prompt?: IssuePrompt | undefined;
  /** Tells the model what its text gives away. @default a message of ours */
  readonly revisionPrompt?: ((leaks: readonly Leak[]) => string) | undefined;
  /** Tokens of the patch, of each test's source, and of what the tests print, at most. @default 10_000 */
  readonly maxInputTokens?: number | undefined;
  /** Tokens of each demonstration at most. @default 2_000 */
  readonly maxDemonstrationTokens?: number | undefined;
  /** The model's tokenizer. @default four bytes of UTF-8 are one token */
  readonly countTokens?: CountTokens | undefined;
  /** @default the model's own */
  readonly temperature?: number | undefined;
  /** Tokens of a reply at most. @default the model's own */
  readonly maxOutputTokens?: number | undefined;
};

/** The options with their defaults. */
export type LmIssuesSettings = {
  readonly [
    Name in Exclude<keyof LmIssuesOptions, 'provider' | 'temperature' | 'maxOutputTokens'>
  ]-?: Exclude<LmIssuesOptions[Name], undefined>;
} & Pick<LmIssuesOptions, 'temperature' | 'maxOutputTokens'>;

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function fillLmIssuesOptions(options: LmIssuesOptions): LmIssuesSettings {
  const settings: LmIssuesSettings = {
    name: options.name ?? 'lm',
    demonstrations: options.demonstrations ?? issueDemonstrations,
    demonstrationsPerPrompt: options.demonstrationsPerPrompt ?? 2,
    maxTests: options.maxTests ?? 3,
    prompt: options.prompt ?? createIssueMessages,
    revisionPrompt: options.revisionPrompt ?? createRevisionMessage,
    maxInputTokens: options.maxInputTokens ?? 10_000,
    maxDemonstrationTokens: options.maxDemonstrationTokens ?? 2000,
    countTokens: options.countTokens ?? estimateTokens,
    temperature: options.temperature,
    maxOutputTokens: options.maxOutputTokens,
  };
  checkNumber('demonstrationsPerPrompt', settings.demonstrationsPerPrompt, { least: 0, isWhole: true });
  checkNumber('maxTests', settings.maxTests, { least: 0, isWhole: true });
  checkNumber('maxInputTokens', settings.maxInputTokens, { least: 1 });
  checkNumber('maxDemonstrationTokens', settings.maxDemonstrationTokens, { least: 1 });
  if (settings.temperature !== undefined) checkNumber('temperature', settings.temperature, { least: 0 });
  if (settings.maxOutputTokens !== undefined) {
    checkNumber('maxOutputTokens', settings.maxOutputTokens, { least: 1, isWhole: true });
  }
  return settings;
}
