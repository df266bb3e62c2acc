import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { LmMessage } from '../providers/lm-provider.ts';
import { createRandom } from '../strategies/random.ts';
import type { IssueSubject, IssueWriter, RejectedIssue } from './issue-writer.ts';
import { checkLeaks } from './leaks/check-leaks.ts';
import type { LeakRule } from './leaks/leak.ts';
import type { Shortening } from './shortening/shortening.ts';

/** What a writer came to, with what it left out; plain JSON. */
export type IssueAttempt = {
  /** How often the writer was asked. */
  readonly attempts: number;
  readonly costUsd: number | undefined;
  readonly messages: readonly LmMessage[];
  readonly shortened: readonly Shortening[];
  readonly facts: JsonObject;
} & (
  | { readonly status: 'written'; readonly text: string }
  | { readonly status: 'not-written'; readonly reason: string; readonly detail: string }
);

/** The writer failed, in a way that may not come again. */
export type FailedAttempt = Pick<IssueAttempt, 'attempts' | 'costUsd'> & {
  readonly status: 'errored';
  readonly error: unknown;
};

/** How texts are written and revised. */
export type AttemptSettings = {
  readonly writer: IssueWriter;
  readonly seed: number;
  /** 0 when texts are taken as they are. */
  readonly maxRevisions: number;
  readonly leakRules: readonly LeakRule[];
  readonly abortSignal: AbortSignal;
};

/** Lets a writer write one statement, and anew while it can and the text gives something away; never throws. */
export async function attemptIssue(
  subject: Omit<IssueSubject, 'random' | 'rejected'>,
  { writer, seed, maxRevisions, leakRules, abortSignal }: AttemptSettings,
): Promise<IssueAttempt | FailedAttempt> {
  const { instance, statement } = subject;
  const rejected: RejectedIssue[] = [];
  let costUsd: number | undefined = 0;
  for (;;) {
    const attempts = rejected.length + 1;
    try {
      abortSignal.throwIfAborted();
      const random = createRandom('issue', seed, writer.name, instance.instance_id, statement);
      const issue = await writer.write({ ...subject, random, rejected: [...rejected] }, { abortSignal });
      const spentUsd = issue.costUsd;
      costUsd = costUsd === undefined || spentUsd === undefined ? undefined : costUsd + spentUsd;
      const leaks = issue.status === 'written' ? checkLeaks(issue.text, { instance, rules: leakRules }) : [];
      if (issue.status === 'not-written' || leaks.length === 0 || attempts > maxRevisions) {
        const { messages = [], shortened = [], facts = {} } = issue;
        return { ...issue, attempts, costUsd, messages, shortened, facts };
      }
      rejected.push({ text: issue.text, leaks });
    } catch (error) {
      if (LanguageModelCallError.isInstance(error) && error.mayHaveCost) costUsd = undefined;
      return { status: 'errored', attempts, costUsd, error };
    }
  }
}
