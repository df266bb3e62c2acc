import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { adaptModel, identify } from './adapt-model.ts';
import { checkNumber } from './check-number.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';

/** A call that failed and is about to be made again. */
export type LmRetry = {
  readonly error: LanguageModelCallError;
  /** The attempt that failed, counted from 1. */
  readonly attempt: number;
  /** What is waited before the next one. */
  readonly delayMs: number;
};

/** Settings of {@link retryingProvider}. */
export type RetryingProviderOptions = {
  /** Calls for one request at most, the first included. @default 6 */
  readonly maxAttempts?: number | undefined;
  /** No attempt begins later than this after the first. @default 600_000 */
  readonly maxDurationMs?: number | undefined;
  /** Back-off before the second attempt; it doubles with each further one. @default 1000 */
  readonly initialDelayMs?: number | undefined;
  /** Longest back-off; `Retry-After` may ask for more. @default 60_000 */
  readonly maxDelayMs?: number | undefined;
  /** Called before each wait. */
  readonly onRetry?: ((retry: LmRetry) => void) | undefined;
  /** A number from 0 up to 1, for the jitter: each back-off is cut by up to half. @default of the system */
  readonly random?: (() => number) | undefined;
  /** @default the system's clock */
  readonly now?: (() => Date) | undefined;
  /** Waits so many milliseconds; an abort rejects. @default the system's timer */
  readonly sleep?: ((delayMs: number, abortSignal: AbortSignal | undefined) => Promise<void>) | undefined;
};

/**
 * Calls again when that may help: after too many requests, a fault of the provider, or a broken connection.
 *
 * Waits: the back-off doubles and is cut at random, so that calls that failed together do not come back together.
 * When a provider says when to call again, no call is made earlier, also not for other requests; when that is later
 * than `maxDurationMs` allows, the error is thrown at once. An abort ends every wait.
 *
 * Outcomes: an error that stays, or that `isRetryable` says no to, is thrown as it came.
 *
 * @throws {InvalidArgumentError} when an option cannot be used.
 */
export function retryingProvider(
  providerOrModel: LmProviderLike,
  {
    maxAttempts = 6,
    maxDurationMs = 600_000,
    initialDelayMs = 1000,
    maxDelayMs = 60_000,
    onRetry,
    random = () => randomInt(2 ** 32) / 2 ** 32,
    now = () => new Date(),
    sleep = async (delayMs, signal) => delay(delayMs, undefined, { signal }),
  }: RetryingProviderOptions = {},
): LmProvider {
  const provider = adaptModel(providerOrModel);
  checkNumber('maxAttempts', maxAttempts, { least: 1, isWhole: true });
  const delays = { maxDurationMs, initialDelayMs, maxDelayMs };
  for (const [name, value] of Object.entries(delays))
    checkNumber(name, value, { least: 0, most: longestDelayMs });
  /** Until when the provider asked not to be called. */
  let pausedUntil = 0;

  /** An abort rejects with its reason, whatever `sleep` makes of it. */
  async function wait(delayMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
    try {
      await sleep(delayMs, abortSignal);
    } finally {
      abortSignal?.throwIfAborted();
    }
  }

  function findDelay({ retryAfterMs }: LanguageModelCallError, attempt: number): number {
    if (retryAfterMs !== undefined) return retryAfterMs + initialDelayMs * random();
    return Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1)) * (1 - random() / 2);
  }

  return {
    ...identify(provider),
    async complete(request, { abortSignal } = {}) {
      const startedAt = now().getTime();
      for (let attempt = 1; ; attempt += 1) {
        const pauseMs = pausedUntil - now().getTime();
        if (pauseMs > 0) await wait(pauseMs + initialDelayMs * random(), abortSignal);
        try {
          return await provider.complete(request, { abortSignal });
        } catch (error) {
          abortSignal?.throwIfAborted();
          if (!isRetryable(error) || attempt >= maxAttempts) throw error;
          const delayMs = findDelay(error, attempt);
          const failedAt = now().getTime();
          if (failedAt + delayMs - startedAt > maxDurationMs) throw error;
          pausedUntil = Math.max(pausedUntil, failedAt + (error.retryAfterMs ?? 0));
          onRetry?.({ error, attempt, delayMs });
          await wait(delayMs, abortSignal);
        }
      }
    },
  };
}

const longestDelayMs = 2_147_483_647;

function isRetryable(error: unknown): error is LanguageModelCallError {
  return LanguageModelCallError.isInstance(error) && error.isRetryable;
}
