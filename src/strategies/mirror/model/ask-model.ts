import { LanguageModelCallError } from '../../../errors/language-model-call-error.ts';
import type { LmMessage, LmProvider } from '../../../providers/lm-provider.ts';
import { untilAborted } from '../../../concurrency/until-aborted.ts';
import { failsEveryCall } from '../../../providers/fails-every-call.ts';
import type { Spending } from '../../../providers/spending.ts';

/** How a model is asked. */
export type ModelSettings = {
  readonly provider: LmProvider;
  /** Whether what is left over in a file may be asked for as a whole file. */
  readonly rewritesFiles: boolean;
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly abortSignal: AbortSignal | undefined;
};

/**
 * Asks once; `null` when this call failed and others need not.
 *
 * @throws {LanguageModelCallError} when every other call would fail too.
 */
export async function askModel(
  messages: readonly LmMessage[],
  { provider, temperature, maxOutputTokens, abortSignal }: ModelSettings,
  spending: Spending,
): Promise<string | null> {
  try {
    const request = { messages, temperature, maxOutputTokens };
    const reply = await untilAborted(provider.complete(request, { abortSignal }), abortSignal);
    spending.add(reply);
    return reply.text;
  } catch (error) {
    if (!LanguageModelCallError.isInstance(error) || failsEveryCall(error)) throw error;
    spending.addFailure(error);
    return null;
  }
}
