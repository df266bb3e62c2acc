import { BugsmithError } from '../../errors/bugsmith-error.ts';
import { LanguageModelCallError } from '../../errors/language-model-call-error.ts';
import type { LmMessage, LmProvider, LmReply, LmRequest } from '../../providers/lm-provider.ts';
import { failsEveryCall } from '../../providers/fails-every-call.ts';
import { Spending } from '../../providers/spending.ts';
import { untilAborted } from '../../concurrency/until-aborted.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { LmRefusal, LmRefusalReason } from './lm-refusal.ts';
import { describeEntity, makeCandidate } from './make-candidate.ts';
import type { LmRepairFacts } from './prompts/create-repair-message.ts';
import type { LmPromptFacts } from './prompts/lm-prompt.ts';
import type { ReplyProblem } from './reply/problem.ts';
import { readReply } from './reply/read-reply.ts';
import type { RewriteTarget } from './rewrite-target.ts';

/** One attempt at one entity, ready to be made. */
export type Attempt = {
  readonly target: RewriteTarget;
  readonly facts: LmPromptFacts;
  /** Which of the attempts at the entity, from 0. */
  readonly number: number;
  readonly request: LmRequest;
};

/** What came of an attempt; with `failure` nothing more can. */
export type AttemptOutcome = {
  readonly result?: BugCandidate | LmRefusal | undefined;
  readonly failure?: { readonly error: unknown } | undefined;
};

/** How attempts are made. */
export type AttemptSettings = {
  readonly provider: LmProvider;
  readonly strategy: string;
  readonly repairTurns: number;
  readonly repairPrompt: (facts: LmRepairFacts) => string;
  readonly abortSignal: AbortSignal;
};

/** Of a reply that was no good, what is shown to the model again. */
const maximumShownReply = 20_000;

/** Asks for an entity, and again when the reply is no good and can be corrected. */
export async function makeAttempt(attempt: Attempt, settings: AttemptSettings): Promise<AttemptOutcome> {
  const { target, request } = attempt;
  const { provider, abortSignal } = settings;
  const spending = new Spending();
  let messages: readonly LmMessage[] = request.messages;
  let last: { readonly reply: LmReply; readonly problem: ReplyProblem } | undefined;
  const refuse = (reason: LmRefusalReason, message: string): LmRefusal => ({
    status: 'refused',
    reason,
    message,
    entity: describeEntity(target.definition, target.file),
    attempt: attempt.number,
    reply: last?.reply.text,
    costUsd: spending.costUsd,
    usage: spending.usage,
  });
  // What was paid for before is told all the same.
  const end = (error: unknown): AttemptOutcome => ({
    result: last === undefined ? undefined : refuse(last.problem.reason, last.problem.message),
    failure: { error },
  });
  for (let turn = 0; ; turn += 1) {
    if (abortSignal.aborted) return end(abortSignal.reason);
    let reply: LmReply;
    try {
      reply = await untilAborted(provider.complete({ ...request, messages }, { abortSignal }), abortSignal);
    } catch (error) {
      const isOfCall = LanguageModelCallError.isInstance(error);
      spending.addFailure(isOfCall ? error : { mayHaveCost: !BugsmithError.isInstance(error) });
      if (!isOfCall || failsEveryCall(error)) return end(error);
      return { result: refuse('call-failed', error.message) };
    }
    spending.add(reply);
    const reading = readReply(reply, target);
    if ('text' in reading)
      return { result: toCandidate(attempt, settings, { reply, reading, spending, turn }) };
    last = { reply, problem: reading };
    if (turn >= settings.repairTurns || !isRepairable(reading, target)) {
      return { result: refuse(reading.reason, reading.message) };
    }
    const { mode, entity } = attempt.facts;
    messages = [
      ...messages,
      { role: 'assistant', content: shorten(reply.text) },
      { role: 'user', content: settings.repairPrompt({ mode, entity, ...reading }) },
    ];
  }
}

/** What means the same because it was written well cannot be written better. */
function isRepairable({ reason }: ReplyProblem, { mode }: RewriteTarget): boolean {
  return reason !== 'filtered' && (reason !== 'same-meaning' || mode === 'modify');
}

/** Some providers take no empty messages, and none takes half a character. */
function shorten(text: string): string {
  const shown = text.length > maximumShownReply ? `${text.slice(0, maximumShownReply)}\n[...]` : text;
  return shown.trim() === '' ? '(empty)' : shown.toWellFormed().replaceAll('\0', '\ufffd');
}

function toCandidate(
  { target, number }: Attempt,
  { provider, strategy }: AttemptSettings,
  made: {
    readonly reply: LmReply;
    readonly reading: { readonly text: string; readonly explanation: string };
    readonly spending: Spending;
    readonly turn: number;
  },
): BugCandidate {
  const { text, explanation } = made.reading;
  const { inputTokens, outputTokens } = made.spending.usage;
  const { qualifiedName } = target.definition;
  const unexplained =
    target.mode === 'modify'
      ? `A language model changed \`${qualifiedName}\`.`
      : `A language model wrote \`${qualifiedName}\` anew.`;
  return makeCandidate(target, text, {
    strategy,
    explanation: explanation === '' ? unexplained : explanation,
    costUsd: made.spending.costUsd,
    metadata: {
      output: made.reply.text,
      model: provider.modelId,
      attempt: number,
      calls: made.turn + 1,
      ...(inputTokens !== undefined && { input_tokens: inputTokens }),
      ...(outputTokens !== undefined && { output_tokens: outputTokens }),
    },
  });
}
