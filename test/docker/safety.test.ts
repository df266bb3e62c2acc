import { afterEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import type { DockerRuntimeOptions } from '../../src/runtimes/docker/docker-runtime-options.ts';
import type { Sandbox } from '../../src/runtimes/sandbox.ts';
import { baseImage, docker, expectNothingLeft } from './engine.ts';

const repository = createMemoryRepository({
  environment: { install: [], testCommand: 'true', importRoots: ['src', '.'] },
  files: { 'package/__init__.py': 'value = 1\n' },
});

const runtimes: DockerRuntime[] = [];
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) {
    await runtime.dispose();
    await expectNothingLeft(runtime.runId);
  }
});

async function createSandbox(options: DockerRuntimeOptions = {}): Promise<Sandbox> {
  const runtime = new DockerRuntime({ image: baseImage, ...options });
  runtimes.push(runtime);
  return runtime.createSandbox({ repository });
}

async function print(sandbox: Sandbox, command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await sandbox.exec({ command, timeoutMs: 60_000 });
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

async function fails(sandbox: Sandbox, command: string): Promise<string> {
  const { exitCode, stderr } = await sandbox.exec({ command, timeoutMs: 60_000 });
  expect(exitCode).not.toBe(0);
  return stderr;
}

describe('a sandbox without relaxations', () => {
  it('has no network but the loopback', async () => {
    const sandbox = await createSandbox();
    const interfaces = await print(sandbox, 'tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "');
    expect(interfaces.trim().split('\n')).toContain('lo');
    expect(interfaces).not.toMatch(/eth/);
    expect(await print(sandbox, 'tail -n +2 /proc/net/route')).toBe('');
    const connect = (address: string): string =>
      `python3 -c 'import socket; socket.create_connection(("${address}", 53), 2)'`;
    expect(await fails(sandbox, connect('1.1.1.1'))).toMatch(/unreachable/);
    expect(await fails(sandbox, connect('172.17.0.1'))).toMatch(/unreachable/);
  });

  it('has no capabilities and no way to more', async () => {
    const sandbox = await createSandbox();
    const status = await print(sandbox, 'grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status');
    expect(status.match(/^Cap\w+:\s+0{16}$/gm)).toHaveLength(5);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(await fails(sandbox, 'mount -t tmpfs none /mnt')).toMatch(/denied|not permitted/);
    expect(await fails(sandbox, 'kill -9 1 || exit 1; kill -0 1')).toMatch(/not permitted/);
  });

  it('is kept from the first process of its container', async () => {
    const sandbox = await createSandbox();
    expect(await fails(sandbox, 'cat /proc/1/environ')).toMatch(/denied/);
    const attach = `python3 -c 'import ctypes; print(ctypes.CDLL(None, use_errno=True).ptrace(16, 1, 0, 0))'`;
    expect(await print(sandbox, attach)).toBe('-1\n');
  });

  it('has no directory of the host, and writes to memory only', async () => {
    const sandbox = await createSandbox();
    const mounts = (await print(sandbox, 'cat /proc/self/mountinfo')).trim().split('\n');
    const writable = mounts
      .map((line) => line.split(' '))
      .filter((fields) => fields[5]?.split(',').includes('rw'))
      .map((fields) => `${fields[4] ?? ''} ${fields[fields.indexOf('-') + 1] ?? ''}`);
    // Files of /proc that are hidden are mounts of their own; so are the control groups of older systems.
    const others = /^\/(?:proc|dev\/console|sys\/fs\/cgroup)/;
    expect(writable.filter((one) => !others.test(one)).sort()).toEqual([
      '/bugsmith/sandbox tmpfs',
      '/dev tmpfs',
      '/dev/mqueue mqueue',
      '/dev/pts devpts',
      '/dev/shm tmpfs',
      '/run tmpfs',
      '/testbed tmpfs',
      '/tmp tmpfs',
      '/var/tmp tmpfs',
    ]);
    for (const place of ['/outside', '/etc/passwd', '/root/x', '/usr/bin/python3', '/etc/hosts']) {
      expect(await fails(sandbox, `echo x >> ${place}`)).toMatch(/Read-only file system/);
    }
    const [container = ''] = (
      await docker(['ps', '-q', '--filter', `label=bugsmith.run=${runtimes[0]?.runId ?? ''}`])
    ).split('\n');
    expect(await docker(['inspect', '--format', '{{json .HostConfig.Binds}}', container])).toMatch(
      /^(?:null|\[\])$/,
    );
    expect(await docker(['diff', container])).toBe('');
  });

  it('has limits', async () => {
    const limits = { memoryBytes: 268_435_456, cpus: 0.5, processes: 64, filesBytes: 8_388_608 };
    const sandbox = await createSandbox({ limits });
    const format =
      '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}';
    const [container = ''] = (
      await docker(['ps', '-q', '--filter', `label=bugsmith.run=${runtimes[0]?.runId ?? ''}`])
    ).split('\n');
    expect(await docker(['inspect', '--format', format, container])).toBe('268435456 268435456 500000000 64');
    for (const place of ['.', '/tmp', '/run', '$HOME']) {
      expect(await fails(sandbox, `head -c 9000000 /dev/zero > "${place}/large"`)).toMatch(/No space left/);
      await print(sandbox, `rm "${place}/large"`);
    }
    expect((await sandbox.exec({ command: 'ulimit -c' })).stdout).toBe('0\n');
  });

  it('has the documented variables and no others', async () => {
    const sandbox = await createSandbox({ env: { OWN: 'value' } });
    const { stdout } = await sandbox.exec({ command: ['env'] });
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/=.*/, ''))
      .sort();
    expect(names).toEqual(
      [
        ...[
          'BUGSMITH_SANDBOX',
          'HOME',
          'HOSTNAME',
          'LANG',
          'LC_ALL',
          'OWN',
          'PATH',
          'PWD',
          'PYTHONDONTWRITEBYTECODE',
        ],
        ...['PYTHONHASHSEED', 'PYTHONNOUSERSITE', 'PYTHONPATH', 'TMPDIR', 'TZ'],
      ].sort(),
    );
    expect(stdout).toMatch(/^PYTHONPATH=\/testbed\/src:\/testbed$/m);
  });
});

describe('a relaxation', () => {
  it('gives another user, who owns the files', async () => {
    const sandbox = await createSandbox({ user: '1000:1000' });
    expect(
      await print(sandbox, 'id -u; stat -c %u package/__init__.py . "$HOME"; echo x >> package/__init__.py'),
    ).toBe('1000\n1000\n1000\n1000\n');
    await sandbox.writeFile('new/file', 'x');
    expect(await print(sandbox, 'stat -c %u new new/file; rm -r new')).toBe('1000\n1000\n');
    await sandbox.removeFile('package');
  });

  it('lets the whole file system be written to', async () => {
    const sandbox = await createSandbox({ writableRoot: true });
    await print(sandbox, 'echo x > /etc/new');
  });

  it('gives a network', async () => {
    const sandbox = await createSandbox({ network: 'bridge' });
    expect(await print(sandbox, 'cat /proc/net/dev')).toMatch(/eth0/);
  });
});

describe('options', () => {
  it.each([
    { limits: { memoryBytes: 0 } },
    { limits: { processes: Number.NaN } },
    { warmSandboxes: -1 },
    { workingDirectory: 'relative' },
    { workingDirectory: '/usr' },
    { workingDirectory: '/a/../b' },
    { env: { 'A=B': '' } },
  ])('%j are refused', (options) => {
    expect(() => new DockerRuntime(options)).toThrow(InvalidArgumentError);
  });

  it('must name an image somewhere', async () => {
    const runtime = new DockerRuntime();
    await expect(runtime.createSandbox({ repository })).rejects.toThrow(InvalidArgumentError);
    await runtime.dispose();
  });
});
