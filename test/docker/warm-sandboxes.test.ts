import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/runtimes/sandbox.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import type { DockerRuntimeOptions } from '../../src/runtimes/docker/docker-runtime-options.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { baseImage, docker, expectNothingLeft } from './engine.ts';

const repository = createMemoryRepository({
  environment: { install: [], testCommand: 'true' },
  files: {
    'package/__init__.py': 'value = 1\n',
    'package/deep/file.txt': 'text\n',
    'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
    'link.py': { mode: '120000', content: 'package/__init__.py' },
  },
});

const runtimes: DockerRuntime[] = [];
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) {
    await runtime.dispose();
    await expectNothingLeft(runtime.runId);
  }
});

function createRuntime(options: DockerRuntimeOptions = {}): DockerRuntime {
  const runtime = new DockerRuntime({ image: baseImage, ...options });
  runtimes.push(runtime);
  return runtime;
}

/** Ids of the containers of a runtime that run. */
async function listContainers({ runId }: DockerRuntime): Promise<string> {
  return docker(['ps', '--quiet', '--filter', `label=bugsmith.run=${runId}`]);
}

/** Everything of a sandbox that a command sees, but the time of what changes by itself. */
async function describeSandbox(sandbox: Sandbox): Promise<string> {
  const { stdout, stderr, exitCode } = await sandbox.exec({
    command:
      'for place in "$PWD" /bugsmith/sandbox /tmp /var/tmp /run /dev/shm /dev/mqueue; do ' +
      'ls -ld --time-style=+ "$place" | sed "s/ [0-9]* *$//"; ' +
      'find "$place" -mindepth 1 -printf "%y %m %U %G %p %l\\n" | sort; done; ' +
      'find "$PWD" -type f -printf "%T@ " -exec sha256sum {} + ; ls -A /dev; ' +
      'cat /proc/sysvipc/shm; set -- /proc/[0-9]*; echo "$#"; env | sort | grep -v BUGSMITH',
  });
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

/** Makes a sandbox, runs a command in it, removes it and makes the next; says whether it is the same container. */
async function runBetween(
  command: string,
  options: DockerRuntimeOptions = {},
): Promise<{ readonly isSame: boolean; readonly before: string; readonly after: string }> {
  const runtime = createRuntime(options);
  const first = await runtime.createSandbox({ repository });
  const [name, before] = [await listContainers(runtime), await describeSandbox(first)];
  await first.exec({ command, timeoutMs: 20_000 });
  await first.remove();
  const second = await runtime.createSandbox({ repository });
  const [nextName, after] = [await listContainers(runtime), await describeSandbox(second)];
  await second.remove();
  return { isSame: name === nextName, before, after };
}

const resets: Readonly<Record<string, string>> = {
  'files that were changed, added and removed':
    'echo changed > package/__init__.py; rm -rf package/deep; mkdir new; echo > new/file; echo > package/__init__.pyc',
  'permissions and times':
    'chmod 777 package/__init__.py run.sh; touch package/deep/file.txt; chmod 000 package/deep; chmod 500 .',
  'a file in place of a directory, and a link in place of a file':
    'rm -rf package run.sh; echo > package; ln -s /etc/passwd run.sh',
  'files of every other place':
    'for place in "$HOME" /tmp /var/tmp /run /dev/shm /bugsmith/sandbox; do mkdir "$place/-d"; echo > "$place/-d/.f"; done; ' +
    'mv /bugsmith/sandbox/temporary /bugsmith/sandbox/moved; chmod 000 /tmp/-d',
  'processes in the background':
    'setsid env -i sh -c "while :; do echo x >> /testbed/beats; done" > /dev/null 2>&1 &',
  'names that need care': 'mkdir -p "$(printf "a\\nb")/ c"; : > "-rf"; : > "*"; : > "$(printf "\\377")"',
};

describe('a sandbox that is used again', () => {
  it.each(Object.keys(resets))('has no trace of %s', async (name) => {
    const { isSame, before, after } = await runBetween(resets[name] ?? '');
    expect(after).toBe(before);
    expect(isSame).toBe(true);
  });

  it('has no trace of what was written from outside', async () => {
    const runtime = createRuntime();
    const first = await runtime.createSandbox({ repository });
    const before = await describeSandbox(first);
    await first.writeFile('package/__init__.py', 'value = 2\n');
    await first.writeFile('a/b/c', 'new');
    await first.writeFile(`${first.temporaryDirectory}/d/e`, 'new');
    await first.removeFile('package/deep');
    await first.remove();
    const second = await runtime.createSandbox({ repository });
    expect(await describeSandbox(second)).toBe(before);
  });
});

/** What a reset cannot undo, or nobody can be sure it does. */
const lasting: Readonly<Record<string, string>> = {
  'a device was removed': 'rm /dev/null',
  'a device was opened to others': 'chmod 000 /dev/zero',
  'a file was put beside the devices': 'echo > /dev/hidden',
  'the mode of a shared directory was changed': 'chmod 700 /dev/shm',
  'a message queue was left': `python3 -c 'import ctypes; assert ctypes.CDLL(None).msgget(77, 0o1666) >= 0'`,
  'shared memory was left': `python3 -c 'import ctypes; assert ctypes.CDLL(None).shmget(77, 4096, 0o1666) >= 0'`,
};

describe('a directory of the control groups that can be written to', () => {
  it('is emptied of nothing, but noticed', async () => {
    const command = 'chmod 755 /sys/fs/cgroup && mkdir /sys/fs/cgroup/hidden && chmod 555 /sys/fs/cgroup';
    const runtime = createRuntime();
    const first = await runtime.createSandbox({ repository });
    await first.exec({ command });
    await first.remove();
    const second = await runtime.createSandbox({ repository });
    expect((await second.exec({ command: 'test ! -e /sys/fs/cgroup/hidden' })).exitCode).toBe(0);
    await second.remove();
  });
});

describe('a sandbox that cannot be proven clean', () => {
  it.each(Object.keys(lasting))('is replaced when %s', async (name) => {
    const { isSame, before, after } = await runBetween(lasting[name] ?? '');
    expect(isSame).toBe(false);
    expect(after).toBe(before);
  });

  it('is replaced when its container has died', async () => {
    const runtime = createRuntime();
    const first = await runtime.createSandbox({ repository });
    const name = await listContainers(runtime);
    await first.remove();
    await docker(['kill', name]);
    const second = await runtime.createSandbox({ repository });
    expect(await listContainers(runtime)).not.toBe(name);
    await second.remove();
  });

  it('is every one when the whole file system can be written to', async () => {
    const { isSame, before, after } = await runBetween('echo > /etc/new', { writableRoot: true });
    expect(isSame).toBe(false);
    expect(after).toBe(before);
  });

  it('is every one when none is to be kept', async () => {
    expect((await runBetween('true', { warmSandboxes: 0 })).isSame).toBe(false);
  });
});
