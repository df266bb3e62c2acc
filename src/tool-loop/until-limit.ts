import { LimitReached, type RunLimit } from './limit-reached.ts';

/**
 * Runs something with a signal that is aborted by the caller, or with {@link LimitReached} when the time is over;
 * a limit that was reached, whichever, is the outcome `onLimit` makes of it.
 */
export async function untilLimit<Outcome>(
  work: (abortSignal: AbortSignal) => Promise<Outcome>,
  options: {
    readonly timeoutMs: number;
    readonly abortSignal?: AbortSignal | undefined;
    readonly onLimit: (limit: RunLimit) => Outcome;
  },
): Promise<Outcome> {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new LimitReached('time')), options.timeoutMs);
  const abortSignal = AbortSignal.any([
    clock.signal,
    ...(options.abortSignal === undefined ? [] : [options.abortSignal]),
  ]);
  try {
    return await work(abortSignal);
  } catch (error) {
    // What an abort interrupts fails in ways of its own.
    const reason: unknown = abortSignal.aborted ? abortSignal.reason : error;
    if (reason instanceof LimitReached) return options.onLimit(reason.limit);
    throw reason;
  } finally {
    clearTimeout(timer);
  }
}
