import { BugsmithError } from '../errors/bugsmith-error.ts';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { untilAborted } from '../concurrency/until-aborted.ts';
import type { LmProvider, LmReply, LmRequest } from '../providers/lm-provider.ts';
import { failsEveryCall } from '../providers/fails-every-call.ts';
import { Spending } from '../providers/spending.ts';
import { parseDifficulty } from './answer/parse-difficulty.ts';
import type { UnratedVerdict } from './difficulty-verdict.ts';
import type { DifficultyRating } from './rate-difficulty-options.ts';

/** What came of asking; with `failure` every other call would fail too. */
export type RatingOutcome = {
  readonly rating?: DifficultyRating | undefined;
  readonly failure?: { readonly error: unknown } | undefined;
  readonly isKept: boolean;
};

/** Asks about one instance and reads the answer. */
export async function rateInstance(
  instanceId: string,
  request: LmRequest,
  { provider, abortSignal }: { readonly provider: LmProvider; readonly abortSignal: AbortSignal },
): Promise<RatingOutcome> {
  if (abortSignal.aborted) return { failure: { error: abortSignal.reason }, isKept: false };
  const spending = new Spending();
  let reply: LmReply;
  try {
    reply = await untilAborted(provider.complete(request, { abortSignal }), abortSignal);
  } catch (error) {
    const isOfCall = LanguageModelCallError.isInstance(error);
    spending.addFailure(isOfCall ? error : { mayHaveCost: !BugsmithError.isInstance(error) });
    if (!isOfCall || failsEveryCall(error)) return { failure: { error }, isKept: false };
    const { costUsd, usage } = spending;
    const rating: DifficultyRating = {
      status: 'unrated',
      instanceId,
      reason: 'call-failed',
      message: error.message,
      reply: undefined,
      model: provider.modelId,
      costUsd,
      usage,
    };
    return { rating, isKept: false };
  }
  const { text, finishReason, costUsd, usage } = reply;
  const cost = { reply: text, model: provider.modelId, costUsd, usage };
  const parsed = parseDifficulty(text, { isCutOff: finishReason === 'length' });
  if (finishReason === 'content-filter' && parsed.status === 'unrated') {
    const message = 'The provider refused to answer because of the content.';
    return { rating: { ...unrated(instanceId, 'filtered', message), ...cost }, isKept: false };
  }
  return { rating: { instanceId, ...parsed, ...cost }, isKept: false };
}

/** A verdict of an instance that cannot be rated. */
export function unrated(
  instanceId: string,
  reason: UnratedVerdict['reason'],
  message: string,
): UnratedVerdict {
  return { status: 'unrated', instanceId, reason, message };
}
