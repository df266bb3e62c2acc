import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryRepository } from '../../../src/repository/create-memory-repository.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';

let baseDirectory: string;
beforeEach(async () => {
  baseDirectory = await mkdtemp(join(tmpdir(), 'guard test\n\n[*]-'));
});
afterEach(() => rm(baseDirectory, { recursive: true }));

/** Starts a process with a sandbox that runs commands; resolves with their numbers once they run. */
async function startRun(end: 'exits' | 'waits', path = process.env['PATH']) {
  const program = new URL('./endless-run.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, '.', end], {
    cwd: baseDirectory,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { child, ended, commands: line.split(' ').map(Number) };
}

async function expectLeft(commands: readonly number[], directories: readonly string[]): Promise<void> {
  expect(commands).toHaveLength(3);
  await vi.waitFor(
    async () => {
      expect(commands.filter((number) => existsSync(`/proc/${number}`))).toEqual([]);
      expect((await readdir(baseDirectory)).toSorted()).toEqual(directories.toSorted());
    },
    { timeout: 20_000, interval: 50 },
  );
}

describe('a process that ends without `dispose`', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'by %s leaves no command and no directory',
    async (signal) => {
      const { child, ended, commands } = await startRun('waits');
      expect(commands.filter((number) => !existsSync(`/proc/${number}`))).toEqual([]);
      // Two sandboxes and what they are copied from.
      expect(await readdir(baseDirectory)).toHaveLength(3);
      child.kill(signal);
      await ended;
      await expectLeft(commands, []);
    },
  );

  it('by itself leaves none either', async () => {
    const { ended, commands } = await startRun('exits');
    expect(await ended).toEqual([0, null]);
    await expectLeft(commands, []);
  });

  it('needs no PATH for that', async () => {
    const { child, ended, commands } = await startRun('waits', '');
    child.kill('SIGKILL');
    await ended;
    await expectLeft(commands, []);
  });

  it('leaves what is of others alone', async () => {
    const environment = { install: [], testCommand: 'true' };
    const repository = createMemoryRepository({ environment, files: { 'shop.py': 'price = 1\n' } });
    const runtime = new LocalRuntime({ baseDirectory });
    const sandbox = await runtime.createSandbox({ repository });
    const before = await readdir(baseDirectory);
    await sandbox.exec({ command: 'mkfifo fifo' });
    const running = sandbox.exec({ command: 'read -r line < fifo; echo "$line"' });
    const { child, ended, commands } = await startRun('waits');
    child.kill('SIGKILL');
    await ended;
    await expectLeft(commands, before);
    await sandbox.exec({ command: 'echo still here > fifo' });
    expect((await running).stdout).toBe('still here\n');
    await runtime.dispose();
    expect(await readdir(baseDirectory)).toEqual([]);
  });
});
