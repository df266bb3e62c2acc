import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import { createFileSystemError } from '../stores/file-system-error.ts';
import { adaptModel, identify } from './adapt-model.ts';
import { formatExchange, hashRequest } from './exchange.ts';
import type { LmProvider } from './lm-provider.ts';
import type { LmProviderLike } from './lm-provider-like.ts';

/** Settings of {@link recordingProvider}. */
export type RecordingProviderOptions = {
  /** A JSONL file; made when missing, else added to. One provider at a time may write to it. */
  readonly path: string;
};

/**
 * Writes each request with its reply to a file, for `replayingProvider`.
 *
 * Shapes: a line of JSON each, with `key`, `request` and `reply`, in the order in which the replies came. The line is
 * written before the reply is handed on. Errors are not recorded. `complete` throws a `StoreError` when the file cannot
 * be written.
 */
export function recordingProvider(
  providerOrModel: LmProviderLike,
  { path }: RecordingProviderOptions,
): LmProvider {
  const provider = adaptModel(providerOrModel);
  const oneAtATime = pLimit(1);
  return {
    ...identify(provider),
    async complete(request, options) {
      const reply = await provider.complete(request, options);
      const line = formatExchange({ key: hashRequest(provider, request), request, reply });
      await oneAtATime(appendLine, path, line);
      return reply;
    },
  };
}

async function appendLine(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await using file = await open(path, 'a+');
    const { size } = await file.stat();
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: Math.max(0, size - 1) });
    // A line that was cut off stays alone.
    const isCutOff = size > 0 && buffer[0] !== 0x0a;
    await file.writeFile(`${isCutOff ? '\n' : ''}${line}\n`);
  } catch (error) {
    throw createFileSystemError(path, 'written', error);
  }
}
