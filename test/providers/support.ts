import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aiSdkProvider,
  type AiSdkLanguageModel,
  type LmProvider,
  type LmRequest,
  type ModelPrices,
} from 'bugsmith';
import {
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  startScriptedModelServer,
} from 'bugsmith/testing';
import { onTestFinished } from 'vitest';

/** What no reply, error or file may hold. */
export const apiKey = 'sk-live-Zx81hQpTr7';

/** One US dollar for a thousand tokens in, ten for a thousand out. */
export const prices: ModelPrices = { inputPerMillionTokensUsd: 1000, outputPerMillionTokensUsd: 10_000 };

/** A request with one message. */
export function ask(content: string, more: Omit<LmRequest, 'messages'> = {}): LmRequest {
  return { messages: [{ role: 'user', content }], ...more };
}

/** A model of the AI SDK at an address. */
export function connect(baseURL: string): AiSdkLanguageModel {
  return createOpenAICompatible({ name: 'scripted', baseURL, apiKey })('small-model');
}

/** Starts a server that ends with the test, and a provider that asks it. */
export async function startModel(
  replies: ScriptedModelServerOptions['replies'],
  options: { readonly prices?: ModelPrices } = {},
): Promise<{
  readonly server: ScriptedModelServer;
  readonly model: AiSdkLanguageModel;
  readonly provider: LmProvider;
}> {
  const server = await startScriptedModelServer({ replies });
  onTestFinished(() => server.close());
  const model = connect(server.url);
  return { server, model, provider: aiSdkProvider(model, options) };
}

/** A directory that ends with the test. */
export async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bugsmith-providers-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Paths of all files below a directory. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** All text below a directory. */
export async function readAll(directory: string): Promise<string> {
  const texts = (await listFiles(directory)).map((path) => readFile(path, 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
