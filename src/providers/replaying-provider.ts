import { createReadStream } from 'node:fs';
import { DataFormatError } from '../errors/data-format-error.ts';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { createFileSystemError } from '../stores/file-system-error.ts';
import { adaptModel, identify } from './adapt-model.ts';
import { hashRequest, parseExchange } from './exchange.ts';
import type { LmProvider, LmReply, LmRequest } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';

/** Settings of {@link replayingProvider}. */
export type ReplayingProviderOptions = {
  /** A file `recordingProvider` wrote. */
  readonly path: string;
};

type Recording = Map<string, LmReply[]>;

/**
 * Answers from a recording in place of a model, which is never called and needs no key.
 *
 * Outcomes: a request gets the reply that was recorded for it, with the cost it had then; one that was recorded several
 * times gets those replies in order. `complete` throws a `LanguageModelCallError` for a request the recording holds no
 * further reply to, a `DataFormatError` that names the line when it is damaged, and a `StoreError` when it cannot be
 * read.
 */
export function replayingProvider(
  providerOrModel: LmProviderLike,
  { path }: ReplayingProviderOptions,
): LmProvider {
  const provider = adaptModel(providerOrModel);
  let recording: Promise<Recording> | undefined;
  return {
    ...identify(provider),
    async complete(request, { abortSignal } = {}) {
      abortSignal?.throwIfAborted();
      recording ??= readRecording(path);
      const reply = (await recording).get(hashRequest(provider, request))?.shift();
      abortSignal?.throwIfAborted();
      if (reply === undefined) throw createMissError(provider, request, path);
      return reply;
    },
  };
}

async function readRecording(path: string): Promise<Recording> {
  const recording: Recording = new Map();
  for await (const { bytes, line } of splitJsonLines(readChunks(path), { file: path })) {
    const exchange = parseExchange(Buffer.from(bytes).toString('utf8'));
    if (exchange === undefined) {
      throw new DataFormatError({
        file: path,
        line,
        reason: 'this is no recorded reply of a language model',
      });
    }
    const replies = recording.get(exchange.key) ?? [];
    replies.push(exchange.reply);
    recording.set(exchange.key, replies);
  }
  return recording;
}

async function* readChunks(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw createFileSystemError(path, 'read', error);
  }
}

function createMissError(
  { name, modelId }: LmProvider,
  { messages }: LmRequest,
  path: string,
): LanguageModelCallError {
  const end = JSON.stringify(messages.at(-1)?.content.slice(-60) ?? '');
  return new LanguageModelCallError({
    model: modelId,
    reason: `the recording \`${path}\` holds no further reply of it by ${name} to the request that ends with ${end}`,
    remedy: 'Record again; a request must be the same to the last character.',
    mayHaveCost: false,
  });
}
