import { adaptModel, identify } from './adapt-model.ts';
import { hashRequest } from './exchange.ts';
import type { LmProvider, LmReply } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';
import { ReplyFiles } from './reply-files.ts';
import { SharedCalls } from './shared-calls.ts';

/** Settings of {@link cachedProvider}. */
export type CachedProviderOptions = {
  /** Where the replies are kept; made when missing, and may be shared by processes. */
  readonly directory: string;
};

/**
 * Keeps replies on the disk and asks only for those it does not have.
 *
 * Shapes: a file of JSON for each reply, found by a hash of the whole request with the provider's name and the
 * model's. Settings the request does not show, such as those of the AI SDK's middleware, are not part of it: give each
 * set of them a directory of its own. To get several replies to one request, vary its `seed`.
 *
 * Outcomes: a kept reply costs nothing now, so its `costUsd` is 0; `earlierCall.costUsd` says what it did cost, and
 * `usage` is that of then. Identical requests under way at the same time are asked once, and only the first reply has
 * a cost. Errors are not kept. A damaged file is asked for again and replaced. `complete` throws a `StoreError` when
 * the directory cannot be used, before it asks.
 */
export function cachedProvider(
  providerOrModel: LmProviderLike,
  { directory }: CachedProviderOptions,
): LmProvider {
  const provider = adaptModel(providerOrModel);
  const files = new ReplyFiles(directory);
  const calls = new SharedCalls<{ readonly reply: LmReply; readonly isKept: boolean }>();
  return {
    ...identify(provider),
    async complete(request, { abortSignal } = {}) {
      const key = hashRequest(provider, request);
      const ask = async (sharedSignal: AbortSignal): Promise<{ reply: LmReply; isKept: boolean }> => {
        const kept = await files.open(key);
        if (kept !== undefined) return { reply: kept, isKept: true };
        const reply = await provider.complete(request, { abortSignal: sharedSignal });
        await files.keep({ key, request, reply });
        return { reply, isKept: false };
      };
      const { value, isFirst } = await calls.join(key, ask, abortSignal);
      return isFirst && !value.isKept ? value.reply : toKept(value.reply);
    },
  };
}

function toKept(reply: LmReply): LmReply {
  return { ...reply, costUsd: 0, earlierCall: reply.earlierCall ?? { costUsd: reply.costUsd } };
}
