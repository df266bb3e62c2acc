import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { onTestFinished } from 'vitest';
import { type AgentRun, LocalRuntime, runAgent, type RunAgentOptions, type TaskInstance } from 'bugsmith';
import {
  recordingRuntime,
  type RecordingRuntime,
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  type ScriptedReply,
  startScriptedModelServer,
} from 'bugsmith/testing';
import { bug, shop } from '../workspaces/support.ts';

/** What no result, error or sandbox may hold. */
export const apiKey = 'sk-live-Qw73kLmNbV';

/** A model at a server, with the key above. */
export function connect(url: string): RunAgentOptions['provider'] {
  return createOpenAICompatible({ name: 'scripted', baseURL: url, apiKey })('small-model');
}

/** The model calls a tool. */
export function calls(name: string, input: unknown, text = ''): ScriptedReply {
  return { text, toolCalls: [{ name, input }] };
}

/** The model runs a command. */
export function runs(command: string, text = ''): ScriptedReply {
  return calls('bash', { command }, text);
}

/** The model calls the editor. */
export function edits(command: string, path: string, more: object = {}): ScriptedReply {
  return calls('str_replace_editor', { command, path, ...more });
}

export const submits: ScriptedReply = calls('submit', {}, 'It is repaired.');

/** A run of a script, with what it did. */
export type ScriptedRun = {
  readonly run: AgentRun;
  readonly server: ScriptedModelServer;
  readonly runtime: RecordingRuntime;
};

/** Has a scripted model work on the shop's bug on this machine. */
export async function work(
  replies: ScriptedModelServerOptions['replies'],
  options: Partial<RunAgentOptions> & { readonly instance?: TaskInstance } = {},
): Promise<ScriptedRun> {
  const server = await startScriptedModelServer({ replies });
  onTestFinished(() => server.close());
  const runtime = recordingRuntime(new LocalRuntime());
  onTestFinished(() => runtime.dispose());
  const { instance = bug, ...others } = options;
  const run = await runAgent(instance, {
    provider: connect(server.url),
    runtime,
    repositories: shop,
    ...others,
  });
  return { run, server, runtime };
}

/** What each call was shown in return. */
export async function observe(...replies: readonly ScriptedReply[]): Promise<string[]> {
  const { run } = await work([...replies, submits]);
  return run.trajectory.steps.slice(0, -1).map(({ observation }) => observation);
}
