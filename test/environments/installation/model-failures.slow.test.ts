import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LanguageModelCallError } from '../../../src/errors/language-model-call-error.ts';
import { installRepository } from '../../../src/environments/installation/install-repository.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import type { ScriptedReply } from '../../../src/testing/scripted-reply.ts';
import { apiKey, createProject, goodSubmission, install, runs, startServer, submits } from './support.ts';

const atOnce = { 'retry-after-ms': '1' };

async function fail(replies: readonly ScriptedReply[], maxRetries = 0): Promise<LanguageModelCallError> {
  const error: unknown = await install(replies, { maxRetries }).then(
    ({ result }) => expect.unreachable(`ended with ${result.status}`),
    (reason: unknown) => reason,
  );
  if (!LanguageModelCallError.isInstance(error)) throw error;
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(apiKey);
  return error;
}

describe('a provider that fails for a while', () => {
  it.each<[string, ScriptedReply]>([
    ['too many requests', { status: 429, headers: atOnce }],
    ['a fault of its own', { status: 500, headers: atOnce }],
    ['being overloaded', { status: 503, headers: atOnce }],
  ])('is called again: %s', async (_, failure) => {
    const { result, server } = await install([
      failure,
      runs('true'),
      failure,
      failure,
      submits(goodSubmission),
    ]);
    expect(result.status).toBe('installed');
    expect(server.requests).toHaveLength(5);
    expect(result.trajectory.usage.calls).toBe(2);
    expect(result.trajectory.messages).toHaveLength(5);
  });

  it.each<ScriptedReply>([{ drop: 'before-answer' }, { drop: 'within-answer' }])(
    'is called again when the connection breaks: $drop',
    { timeout: 30_000 },
    async (failure) => {
      const { result } = await install([failure, submits(goodSubmission)]);
      expect(result.status).toBe('installed');
    },
  );
});

describe('a provider that goes on failing', () => {
  it.each<[ScriptedReply, number | undefined, boolean, RegExp]>([
    [{ status: 500, message: 'boom', headers: atOnce }, 500, true, /status 500: boom.*try again later/],
    [{ status: 429, message: 'slow down', headers: atOnce }, 429, true, /slow down.*raise the limits/],
    [
      { status: 400, message: 'context length exceeded' },
      400,
      false,
      /context length exceeded.*context is long/,
    ],
    [{ status: 404, message: 'no such model' }, 404, false, /no such model.*name of the model/],
    [{ status: 401, message: `bad key ${apiKey}` }, 401, false, /status 401\. Check the key/],
    [{ status: 403, message: `bad key ${apiKey}` }, 403, false, /status 403\. Check the key/],
    [
      { status: 422, message: `header Authorization: Bearer ${apiKey} is odd` },
      422,
      false,
      /Bearer \[…\] is odd/,
    ],
    [{ status: 500, message: `at https://host/v1?key=${apiKey}`, headers: atOnce }, 500, true, /v1\?\[…\]/],
    [{ drop: 'before-answer' }, undefined, true, /connection failed/],
    [{ drop: 'within-answer' }, 200, true, /connection failed/],
  ])('is an error: %j', async (reply, statusCode, isRetryable, message) => {
    const error = await fail([reply]);
    expect(error).toMatchObject({
      code: 'LANGUAGE_MODEL_CALL',
      model: 'small-model',
      statusCode,
      isRetryable,
    });
    expect(error.message).toMatch(message);
    expect(error.cause).toBeUndefined();
  });

  it('is an error after so many attempts', async () => {
    const failure = { status: 500, headers: atOnce };
    expect(await fail([failure, failure, failure, submits(goodSubmission)], 2)).toMatchObject({
      statusCode: 500,
    });
  });

  it('after some steps has told of them', async () => {
    const seen: unknown[] = [];
    const replies = [runs('echo one'), { status: 400 }];
    await expect(install(replies, { onProgress: (step) => seen.push(step.observation) })).rejects.toThrow(
      'status 400',
    );
    expect(seen).toEqual(['one\n[exit code 0]']);
  });

  it('is an error when nothing listens, or no model is there', async () => {
    const server = await startServer([]);
    await server.close();
    const runtime = new LocalRuntime();
    const connectTo = (baseURL: string): Promise<unknown> => {
      const provider = createOpenAICompatible({ name: 'scripted', baseURL, apiKey })('small-model');
      return installRepository(createProject(), { provider, runtime, maxRetries: 0 });
    };
    await expect(connectTo(server.url)).rejects.toMatchObject({ statusCode: undefined, isRetryable: true });
    await expect(connectTo('no address')).rejects.toMatchObject({ code: 'LANGUAGE_MODEL_CALL' });
    await runtime.dispose();
  });

  it('leaves no sandbox', async () => {
    const runtime = new LocalRuntime();
    let removed = 0;
    const provider = createOpenAICompatible({
      name: 'scripted',
      baseURL: (await startServer([{ status: 401 }])).url,
      apiKey,
    })('small-model');
    const counting = {
      specificationVersion: 'v1' as const,
      name: 'counting',
      createSandbox: async (options: Parameters<LocalRuntime['createSandbox']>[0]) => {
        const sandbox = await runtime.createSandbox(options);
        const remove = sandbox.remove.bind(sandbox);
        sandbox.remove = async () => {
          removed += 1;
          await remove();
        };
        return sandbox;
      },
    };
    await expect(installRepository(createProject(), { provider, runtime: counting })).rejects.toThrow('401');
    expect(removed).toBe(1);
    await runtime.dispose();
  });
});

describe('a sandbox that fails', () => {
  it('ends the run with its error, which the model never sees', async () => {
    const replies = [runs('rm -rf "$PWD"'), runs('ls'), submits(goodSubmission)];
    await expect(install(replies)).rejects.toMatchObject({ code: 'CONTAINER' });
  });
});
