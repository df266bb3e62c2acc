import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { removeLeftovers } from '../../src/runtimes/docker/remove-leftovers.ts';
import { baseImage, expectNothingLeft, listOurs } from './engine.ts';
import { project } from './candidates.ts';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await removeLeftovers();
});

/** Starts another process that makes sandboxes and runs a command in one; resolves when it does. */
async function startRun(runId: string, mode: 'handles signals' | 'ignores signals'): Promise<ChildProcess> {
  const program = new URL('./endless-run.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, runId, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break;
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [, endedBy] = (await exit) as [unknown, unknown];
  return endedBy;
}

describe('the end of a process', () => {
  it('by SIGKILL leaves what the reaper then removes, and nothing of others', async () => {
    const runtime = new DockerRuntime({ image: baseImage });
    const sandbox = await runtime.createSandbox({ repository: project });
    const runId = `test-killed-${process.pid}`;
    await end(await startRun(runId, 'ignores signals'), 'SIGKILL');
    const left = await listOurs(runId);
    // Two containers with two volumes each, and an image.
    expect(left).toHaveLength(7);
    const removed = await removeLeftovers();
    expect(removed.filter((one) => one.runId === runId).map(({ kind }) => kind)).toEqual([
      'container',
      'container',
      'image',
    ]);
    await expectNothingLeft(runId);
    expect((await sandbox.exec({ command: 'echo still here' })).stdout).toBe('still here\n');
    await runtime.dispose();
    await expectNothingLeft(runtime.runId);
  });

  it('by SIGTERM leaves nothing when signals are listened to', async () => {
    const runId = `test-terminated-${process.pid}`;
    const child = await startRun(runId, 'handles signals');
    expect(await listOurs(runId)).not.toEqual([]);
    expect(await end(child, 'SIGTERM')).toBe('SIGTERM');
    await expectNothingLeft(runId);
  });
});

describe('removeLeftovers', () => {
  it('leaves a run whose process lives, unless it is named', async () => {
    const runId = `test-living-${process.pid}`;
    await startRun(runId, 'ignores signals');
    const before = await listOurs(runId);
    await removeLeftovers({ olderThanMs: 0, now: () => new Date(Date.now() + 3_600_000) });
    expect(await listOurs(runId)).toEqual(before);
    await removeLeftovers({ runId: `${runId}-other` });
    expect(await listOurs(runId)).toEqual(before);
    await removeLeftovers({ runId });
    await expectNothingLeft(runId);
  });
});

describe('a runtime', () => {
  it('leaves nothing when it is disposed of while sandboxes are made, used and removed', async () => {
    const runtime = new DockerRuntime({ image: baseImage });
    const used = await runtime.createSandbox({ repository: project });
    const running = used.exec({ command: 'while :; do sleep 1; done' }).catch((error: unknown) => error);
    const removed = await runtime.createSandbox({ repository: project });
    const making = runtime.createSandbox({ repository: project }).catch((error: unknown) => error);
    await Promise.all([removed.remove(), runtime.dispose()]);
    await Promise.all([running, making]);
    await expectNothingLeft(runtime.runId);
    await expect(runtime.createSandbox({ repository: project })).rejects.toThrow(/disposed/);
  });

  it('leaves nothing of a sandbox whose making was aborted', async () => {
    const runtime = new DockerRuntime({ image: baseImage });
    const controller = new AbortController();
    const making = runtime.createSandbox({ repository: project, abortSignal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 300);
    const error: unknown = await making.catch((reason: unknown) => reason);
    expect(error).toBe(controller.signal.reason);
    await runtime.dispose();
    await expectNothingLeft(runtime.runId);
  });
});
