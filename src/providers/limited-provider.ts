import pLimit from 'p-limit';
import { adaptModel, identify } from './adapt-model.ts';
import { checkNumber } from './check-number.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import { untilAborted } from '../concurrency/until-aborted.ts';

/** Settings of {@link limitedProvider}. */
export type LimitedProviderOptions = {
  /** Calls under way at the same time. */
  readonly concurrency: number;
};

/**
 * Lets only so many calls be under way at the same time; others wait for their turn, in order.
 *
 * An aborted call stops waiting at once and is never made.
 *
 * @throws {InvalidArgumentError} when an option cannot be used.
 */
export function limitedProvider(
  providerOrModel: LmProviderLike,
  { concurrency }: LimitedProviderOptions,
): LmProvider {
  const provider = adaptModel(providerOrModel);
  const limit = pLimit(checkNumber('concurrency', concurrency, { least: 1, isWhole: true }));
  return {
    ...identify(provider),
    async complete(request, { abortSignal } = {}) {
      const calling = limit(async () => provider.complete(request, { abortSignal }));
      return untilAborted(calling, abortSignal);
    },
  };
}
