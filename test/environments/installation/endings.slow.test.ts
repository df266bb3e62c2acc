import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InvalidArgumentError } from '../../../src/errors/invalid-argument-error.ts';
import type { InstallRepositoryOptions } from '../../../src/environments/installation/install-repository-options.ts';
import { installRepository } from '../../../src/environments/installation/install-repository.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import type { ScriptedReply } from '../../../src/testing/scripted-reply.ts';
import { connect, createProject, goodSubmission, install, runs, startServer, submits } from './support.ts';

const prices = { inputPerMillionTokensUsd: 10_000, outputPerMillionTokensUsd: 0 };
const testCommand = goodSubmission.testCommand;
const forever = (): ScriptedReply => runs('true');

describe('what the model hands in', () => {
  it('is run on the committed files, not in the sandbox it worked in', async () => {
    const { result } = await install(
      [runs('touch ready.txt'), runs(testCommand), submits({ install: [], testCommand })],
      { maxRebuilds: 1 },
    );
    expect(result.trajectory.steps[1]?.observation).toContain('1 passed');
    expect(result).toMatchObject({
      status: 'not-accepted',
      check: { status: 'too-few-passed', passed: 0, failed: 1 },
    });
  });

  it('is a result when a command fails, with the end of its output', async () => {
    const commands = ['echo fine', 'echo it is broken; exit 3', 'touch never'];
    const { result, runtime } = await install([submits({ install: commands, testCommand })], {
      maxRebuilds: 1,
    });
    expect(result).toMatchObject({ status: 'build-failed', specification: { install: commands } });
    expect(result.status === 'build-failed' && result.reason).toMatch(/exit code 3.*it is broken/s);
    const executed = runtime.calls.flatMap((call) => (call.method === 'exec' ? [call.options.command] : []));
    expect(executed).toEqual(commands.slice(0, 2));
    expect(runtime.calls.filter(({ method }) => method === 'remove')).toHaveLength(2);
  });

  it('can be handed in again: the model is told what failed', async () => {
    const { result, server } = await install([
      submits({ install: ['echo no such thing; false'], testCommand }),
      submits({ install: [], testCommand }),
      runs('ls'),
      submits(goodSubmission),
    ]);
    expect(result.status).toBe('installed');
    const told = (index: number): string => JSON.stringify(server.requests[index]?.body);
    expect(told(1)).toContain('no such thing');
    expect(told(2)).toContain('0 tests passed, 1 failed');
    expect(told(2)).toContain('assert False');
    expect(result.trajectory.steps.map(({ command }) => command)).toEqual([null, null, 'ls', null]);
  });

  it('is not rebuilt more often than allowed', async () => {
    const { result, server } = await install(() => submits({ install: ['false'], testCommand }), {
      maxRebuilds: 2,
    });
    expect(result.status).toBe('build-failed');
    expect(server.requests).toHaveLength(2);
  });

  it('may not ask for system packages where there is no image', async () => {
    const replies = [submits({ ...goodSubmission, systemPackages: ['libxml2-dev'] })];
    const { result, runtime } = await install(replies, { maxRebuilds: 1 });
    expect(result).toMatchObject({ status: 'build-failed' });
    expect(runtime.calls.filter(({ method }) => method === 'exec')).toEqual([]);
  });

  it('is checked with the parser and the threshold given', async () => {
    const test = 'def test_one():\n    pass\n\n\ndef test_two():\n    assert False\n';
    const repository = createProject({ 'test_greeting.py': test });
    const replies = [submits({ install: [], testCommand })];
    const strict = await install(replies, { repository, maxRebuilds: 1 });
    expect(strict.result).toMatchObject({ status: 'not-accepted', check: { passed: 1, failed: 1 } });
    const lenient = await install(replies, { repository, maxRebuilds: 1, threshold: 0.4 });
    expect(lenient.result.status).toBe('installed');
  });

  it('is checked where the caller says', async () => {
    const checkRuntime = new LocalRuntime({ env: { WHERE: 'checked' } });
    const { result } = await install(
      [submits({ install: ['test "$WHERE" = checked', 'touch ready.txt'], testCommand })],
      { checkRuntime },
    );
    await checkRuntime.dispose();
    expect(result.status).toBe('installed');
  });
});

describe('a model that does not finish', () => {
  it('gives up with a reason', async () => {
    const { result } = await install([runs('ls'), { text: '{"giveUp": "The tests need a printer."}' }]);
    expect(result).toMatchObject({ status: 'gave-up', reason: 'The tests need a printer.' });
    expect(result.trajectory.steps).toHaveLength(2);
  });

  it('only talks', async () => {
    const { result, server } = await install(() => ({ text: 'Sure, I can help you with that!' }));
    expect(result).toMatchObject({
      status: 'gave-up',
      reason: expect.stringContaining('no JSON object') as string,
    });
    expect(server.requests).toHaveLength(3);
    expect(result.trajectory.steps.map(({ thought, command }) => [thought, command])).toEqual(
      Array(3).fill(['Sure, I can help you with that!', null]),
    );
    expect(result.trajectory.steps[0]?.observation).toContain('`run`');
  });

  it('says nothing at all', async () => {
    const { result } = await install(() => ({ text: '' }));
    expect(result.status).toBe('gave-up');
  });

  it('talks between commands, which is no reason to end', async () => {
    const { result } = await install((_, index) =>
      index === 10 ? submits(goodSubmission) : index % 2 === 0 ? runs('true') : { text: 'Next I will...' },
    );
    expect(result.status).toBe('installed');
  });

  it('goes on for ever: the number of answers is bounded, and it is told near the end', async () => {
    const { result, server } = await install(forever, { maxSteps: 12 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'steps' });
    expect(server.requests).toHaveLength(12);
    expect(result.trajectory.usage.calls).toBe(12);
    const { steps } = result.trajectory;
    expect(steps).toHaveLength(12);
    expect([steps[0], steps[1], steps[11]].map((step) => step?.observation)).toEqual([
      '[exit code 0]',
      '[exit code 0]\n[answers left: 10]',
      '[exit code 0]\n[answers left: 0]',
    ]);
  });

  it('may hand in with its last answer', async () => {
    const { result } = await install([runs('true'), submits(goodSubmission)], { maxSteps: 2 });
    expect(result.status).toBe('installed');
  });

  it('talks to the last answer', async () => {
    const { result } = await install(() => ({ text: 'Hm.' }), { maxSteps: 2 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'steps' });
  });
});

describe('the cost', () => {
  it('bounds the run', async () => {
    // A dollar for each answer.
    const { result, server } = await install(forever, { prices, maxCostUsd: 2.5 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'cost', costUsd: 3 });
    expect(server.requests).toHaveLength(3);
  });

  it('is 2 dollars at most where nothing is said', async () => {
    const { result } = await install(forever, { prices });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'cost', costUsd: 2 });
  });

  it('is not known without prices, and bounds nothing', async () => {
    const { result } = await install(forever, { maxSteps: 4 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'steps', costUsd: undefined });
  });

  it('cannot be bounded without prices', async () => {
    await expect(install(forever, { maxCostUsd: 1 })).rejects.toThrow(InvalidArgumentError);
  });

  it('cannot be bounded when the provider counts nothing', async () => {
    const replies = (): ScriptedReply => ({ ...runs('true'), usage: null });
    await expect(install(replies, { prices })).rejects.toMatchObject({
      code: 'LANGUAGE_MODEL_CALL',
      isRetryable: false,
      message: expect.stringContaining('maxCostUsd') as string,
    });
    const { result } = await install(replies, { maxSteps: 2 });
    expect(result).toMatchObject({ status: 'limit-reached', costUsd: undefined });
  });
});

describe('the time', () => {
  it('ends a command that hangs, and the run', async () => {
    const { result, runtime } = await install([runs('echo waiting; sleep 300', { text: 'Wait.' })], {
      timeoutMs: 5000,
    });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'time' });
    expect(result.trajectory.steps).toEqual([
      {
        turn: 1,
        thought: 'Wait.',
        command: 'echo waiting; sleep 300',
        observation: '[stopped: the run ended]',
        durationMs: 0,
      },
    ]);
    expect(runtime.calls.at(-1)).toMatchObject({ method: 'remove' });
  });

  it('ends a model that does not answer', async () => {
    const { result } = await install([runs('true'), { delayMs: 300_000, text: 'late' }], { timeoutMs: 5000 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'time' });
    expect(result.trajectory.steps).toHaveLength(1);
  });

  it('ends a rebuild', async () => {
    const { result } = await install([submits({ install: ['sleep 300'], testCommand })], { timeoutMs: 5000 });
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'time' });
  });

  it('of a single command ends only that', async () => {
    const { result } = await install(
      [runs('echo one; sleep 300'), runs('sleep 300', { timeoutSeconds: 0.2 }), submits(goodSubmission)],
      { commandTimeoutMs: 8000 },
    );
    expect(result.status).toBe('installed');
    expect(result.trajectory.steps.map(({ observation }) => observation)).toEqual([
      'one\n[killed: did not end within 8 seconds]',
      '[killed: did not end within 0.2 seconds]',
      '',
    ]);
  });
});

describe('an abort', () => {
  it.each<[string, ScriptedReply[]]>([
    ['a command', [runs('sleep 300')]],
    ['an answer', [{ delayMs: 300_000, text: 'late' }]],
    ['a rebuild', [submits({ install: ['sleep 300'], testCommand })]],
  ])('ends %s with its reason, and leaves nothing', async (_, replies) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const server = await startServer((__, index) => {
      void delay(1000).then(() => controller.abort(reason));
      return replies[index] ?? { text: '' };
    });
    const runtime = new LocalRuntime();
    const options: InstallRepositoryOptions = {
      provider: connect(server.url),
      runtime,
      abortSignal: controller.signal,
    };
    await expect(installRepository(createProject(), options)).rejects.toBe(reason);
    await runtime.dispose();
  });

  it('before the start calls nothing', async () => {
    const server = await startServer([]);
    const options = {
      provider: connect(server.url),
      runtime: new LocalRuntime(),
      abortSignal: AbortSignal.abort(),
    };
    await expect(installRepository(createProject(), options)).rejects.toThrow('aborted');
    expect(server.requests).toEqual([]);
  });
});

describe('options that cannot be used', () => {
  it.each<[string, Partial<InstallRepositoryOptions>]>([
    ['provider', { provider: 'openai/gpt' as never }],
    ['maxSteps', { maxSteps: 0 }],
    ['maxSteps', { maxSteps: 1.5 }],
    ['maxRebuilds', { maxRebuilds: 0 }],
    ['maxRetries', { maxRetries: -1 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['commandTimeoutMs', { commandTimeoutMs: -1 }],
    ['maxOutputBytes', { maxOutputBytes: 1 }],
    ['maxCostUsd', { maxCostUsd: 1 }],
    ['maxCostUsd', { prices, maxCostUsd: -1 }],
    ['prices.inputPerMillionTokensUsd', { prices: { ...prices, inputPerMillionTokensUsd: -1 } }],
    ['prices.outputPerMillionTokensUsd', { prices: { inputPerMillionTokensUsd: 1 } as never }],
    ['specification.baseImage', { build: { baseImage: 'no image' } }],
    ['threshold', { threshold: 2 }],
  ])('%s is refused before the model is called', async (argument, options) => {
    const server = await startServer([]);
    const runtime = new LocalRuntime();
    onTestFinished(() => runtime.dispose());
    const installing = installRepository(createProject(), {
      provider: connect(server.url),
      runtime,
      ...options,
    });
    await expect(installing).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
    expect(server.requests).toEqual([]);
  });
});
