import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aiSdkProvider,
  Budget,
  budgetedProvider,
  cachedProvider,
  limitedProvider,
  type LmProvider,
  recordingProvider,
  retryingProvider,
} from 'bugsmith';
import { type LmProviderScript, startScriptedModelServer, testLmProvider } from 'bugsmith/testing';
import { describe, it } from 'vitest';
import { prices } from './support.ts';

type Wrap = (provider: LmProvider, directory: string) => LmProvider;

/** Runs the suite on a wrapper around a model at a server of its own. */
function testWrapped(name: string, wrap: Wrap): void {
  const createProvider = async ({ replies, apiKey }: LmProviderScript) => {
    const server = await startScriptedModelServer({ replies });
    const directory = await mkdtemp(join(tmpdir(), 'bugsmith-conformance-'));
    const model = createOpenAICompatible({ name: 'suite', baseURL: server.url, apiKey })('suite-model');
    return {
      provider: wrap(aiSdkProvider(model, { prices }), directory),
      close: async () => {
        await server.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  };
  describe(name, () => testLmProvider({ describe, it, createProvider }));
}

testWrapped('aiSdkProvider', (provider) => provider);
testWrapped('limitedProvider', (provider) => limitedProvider(provider, { concurrency: 4 }));
testWrapped('budgetedProvider', (provider) =>
  budgetedProvider(provider, { budget: new Budget({ maxCostUsd: 100_000 }) }),
);
testWrapped('retryingProvider', (provider) => retryingProvider(provider, { maxAttempts: 1 }));
testWrapped('recordingProvider', (provider, directory) =>
  recordingProvider(provider, { path: join(directory, 'recording.jsonl') }),
);
testWrapped('cachedProvider', (provider, directory) => cachedProvider(provider, { directory }));
