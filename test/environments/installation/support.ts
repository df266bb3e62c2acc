import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { onTestFinished } from 'vitest';
import { installRepository } from '../../../src/environments/installation/install-repository.ts';
import type { InstallRepositoryOptions } from '../../../src/environments/installation/install-repository-options.ts';
import type { InstallationResult } from '../../../src/environments/installation/installation-result.ts';
import { createMemoryRepository, type MemoryFile } from '../../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { LocalRuntime, type LocalRuntimeOptions } from '../../../src/runtimes/local/local-runtime.ts';
import {
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  startScriptedModelServer,
} from '../../../src/testing/scripted-model-server.ts';
import type { ScriptedReply } from '../../../src/testing/scripted-reply.ts';
import { recordingRuntime, type RecordingRuntime } from '../../../src/testing/recording-runtime.ts';
import { testPython } from '../../support/python.ts';

/** What no result, error or sandbox may hold. */
export const apiKey = 'sk-live-Zx81hQpTr7';

/** A model at a server, with the key above. */
export function connect(url: string): InstallRepositoryOptions['provider'] {
  return createOpenAICompatible({ name: 'scripted', baseURL: url, apiKey })('small-model');
}

/** Starts a server that ends with the test. */
export async function startServer(
  replies: ScriptedModelServerOptions['replies'],
): Promise<ScriptedModelServer> {
  const server = await startScriptedModelServer({ replies });
  onTestFinished(() => server.close());
  return server;
}

/** The model calls the shell. */
export function runs(command: string, more: { timeoutSeconds?: number; text?: string } = {}): ScriptedReply {
  const { text = '', timeoutSeconds } = more;
  return { text, toolCalls: [{ name: 'run', input: { command, timeoutSeconds } }] };
}

/** The model hands in. */
export function submits(submission: object): ScriptedReply {
  return { text: `Done.\n\`\`\`json\n${JSON.stringify(submission, null, 2)}\n\`\`\`` };
}

/** A project whose test passes once `ready.txt` was made. */
export function createProject(files: Readonly<Record<string, MemoryFile>> = {}): Repository {
  const test = 'import os\n\n\ndef test_ready():\n    assert os.path.exists("ready.txt")\n';
  return createMemoryRepository({
    files: { 'greeting.py': 'WORD = "hello"\n', 'test_greeting.py': test, ...files },
  });
}

/** What makes the project's test pass, with pytest from outside of the sandbox. */
export const goodSubmission: { readonly install: string[]; readonly testCommand: string } = {
  install: ['touch ready.txt'],
  testCommand: `${testPython} -m pytest`,
};

/** A run of a script, with what it did. */
export type ScriptedRun = {
  readonly result: InstallationResult;
  readonly server: ScriptedModelServer;
  readonly runtime: RecordingRuntime;
};

/** Installs a project with a scripted model on this machine. */
export async function install(
  replies: ScriptedModelServerOptions['replies'],
  {
    repository = createProject(),
    local,
    ...options
  }: Partial<InstallRepositoryOptions> & { repository?: Repository; local?: LocalRuntimeOptions } = {},
): Promise<ScriptedRun> {
  const server = await startServer(replies);
  const runtime = recordingRuntime(new LocalRuntime(local));
  onTestFinished(() => runtime.dispose());
  const result = await installRepository(repository, { provider: connect(server.url), runtime, ...options });
  return { result, server, runtime };
}
