import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerError } from '../../../src/errors/container-error.ts';
import { InvalidArgumentError } from '../../../src/errors/invalid-argument-error.ts';
import { createMemoryRepository } from '../../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { LocalRuntime, type LocalRuntimeOptions } from '../../../src/runtimes/local/local-runtime.ts';
import type { ExecOptions, Sandbox } from '../../../src/runtimes/sandbox.ts';

const repository = createMemoryRepository({
  environment: { install: [], testCommand: 'true', importRoots: ['src', '.'] },
  files: { 'src/shop/__init__.py': 'price = 1\n', 'setup.py': '# nothing\n', 'tests/test_shop.py': '' },
});

let directory: string;
let baseDirectory: string;
const runtimes: LocalRuntime[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-runtime-test-'));
  baseDirectory = join(directory, 'base');
  await mkdir(baseDirectory);
});

afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.dispose()));
  expect(await readdir(baseDirectory)).toEqual([]);
  await rm(directory, { recursive: true });
});

function createRuntime(options: LocalRuntimeOptions = {}): LocalRuntime {
  const runtime = new LocalRuntime({ baseDirectory, ...options });
  runtimes.push(runtime);
  return runtime;
}

async function createSandbox(options: LocalRuntimeOptions = {}): Promise<Sandbox> {
  return createRuntime(options).createSandbox({ repository });
}

async function print(sandbox: Sandbox, command: ExecOptions['command']): Promise<string> {
  const { stdout, stderr, exitCode } = await sandbox.exec({ command });
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

async function readVariables(sandbox: Sandbox): Promise<Record<string, string>> {
  const lines = (await print(sandbox, ['env'])).trimEnd().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

async function makeVirtualEnvironment(): Promise<string> {
  const virtualEnvironment = join(directory, 'venv');
  await mkdir(join(virtualEnvironment, 'bin'), { recursive: true });
  const script = '#!/bin/sh\necho "the python of the virtual environment"\n';
  await writeFile(join(virtualEnvironment, 'bin', 'python'), script, { mode: 0o755 });
  return virtualEnvironment;
}

describe('variables of a local sandbox', () => {
  it('are the documented ones and no others', async () => {
    const sandbox = await createSandbox();
    const { HOME, TMPDIR, BUGSMITH_SANDBOX, ...others } = await readVariables(sandbox);
    expect(others).toEqual({
      PATH: process.env['PATH'],
      PYTHONPATH: `${sandbox.workingDirectory}/src:${sandbox.workingDirectory}`,
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      PYTHONHASHSEED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONNOUSERSITE: '1',
      TZ: 'UTC',
    });
    expect(BUGSMITH_SANDBOX).not.toBe(undefined);
    expect(await print(sandbox, 'ls -A "$HOME" "$TMPDIR"')).toBe(`${HOME}:\n\n${TMPDIR}:\n`);
    const places = new Set([HOME, TMPDIR, sandbox.workingDirectory, sandbox.temporaryDirectory]);
    expect(places.size).toBe(4);
  });

  it('are inherited by name, replaced by `env`, and those by the command', async () => {
    process.env['BUGSMITH_TEST_GIVEN'] = 'from the host';
    try {
      const inheritEnv = ['BUGSMITH_TEST_GIVEN', 'BUGSMITH_TEST_ABSENT'];
      const sandbox = await createSandbox({ inheritEnv, env: { TZ: 'Asia/Tokyo', PATH: '/usr/bin:/bin' } });
      const variables = await readVariables(sandbox);
      expect(variables['BUGSMITH_TEST_GIVEN']).toBe('from the host');
      expect(variables).not.toHaveProperty('BUGSMITH_TEST_ABSENT');
      expect(variables).toMatchObject({ TZ: 'Asia/Tokyo', PATH: '/usr/bin:/bin' });
      const { stdout } = await sandbox.exec({
        command: 'echo "$TZ $BUGSMITH_TEST_GIVEN"',
        env: { TZ: 'UTC+1' },
      });
      expect(stdout).toBe('UTC+1 from the host\n');
    } finally {
      delete process.env['BUGSMITH_TEST_GIVEN'];
    }
  });

  it('put the virtual environment first', async () => {
    const virtualEnvironment = await makeVirtualEnvironment();
    const sandbox = await createSandbox({ virtualEnvironment });
    expect(await print(sandbox, ['python'])).toBe('the python of the virtual environment\n');
    expect(await print(sandbox, 'python')).toBe('the python of the virtual environment\n');
    const variables = await readVariables(sandbox);
    expect(variables['VIRTUAL_ENV']).toBe(virtualEnvironment);
    expect(variables['PATH']).toBe(`${virtualEnvironment}/bin:${process.env['PATH']}`);
    const other = await createSandbox({ virtualEnvironment, env: { PATH: '/usr/bin:/bin' } });
    expect((await readVariables(other))['PATH']).toBe(`${virtualEnvironment}/bin:/usr/bin:/bin`);
  });

  it('cannot be malformed', () => {
    expect(() => new LocalRuntime({ env: { 'A=B': 'x' } })).toThrow(InvalidArgumentError);
    expect(() => new LocalRuntime({ env: { A: 'x\0y' } })).toThrow(InvalidArgumentError);
  });
});

describe('a prepared directory', () => {
  it('gives sandboxes its other files and the committed ones as they were', async () => {
    const preparedDirectory = join(directory, 'prepared');
    const outside = join(directory, 'outside');
    for (const made of ['src/shop/__pycache__', '.git', 'build']) {
      await mkdir(join(preparedDirectory, made), { recursive: true });
    }
    await mkdir(outside);
    const files = {
      'src/shop/__init__.py': 'price = 2\n',
      'src/shop/_fast.so': 'built',
      'src/shop/__pycache__/__init__.pyc': 'stale',
      '.git/HEAD': 'ref',
      'build/generated.py': 'made = True\n',
      'setup.py/in the way': 'a directory where a file should be',
    };
    await mkdir(join(preparedDirectory, 'setup.py'));
    for (const [path, content] of Object.entries(files))
      await writeFile(join(preparedDirectory, path), content);
    await symlink(outside, join(preparedDirectory, 'tests'));

    const sandbox = await createSandbox({ preparedDirectory });
    expect(await print(sandbox, 'find . ! -type d | LC_ALL=C sort')).toBe(
      './build/generated.py\n./setup.py\n./src/shop/__init__.py\n./src/shop/_fast.so\n./tests/test_shop.py\n',
    );
    expect(await print(sandbox, 'cat setup.py src/shop/__init__.py')).toBe('# nothing\nprice = 1\n');
    await print(sandbox, 'echo more >> build/generated.py');
    expect(await readFile(join(preparedDirectory, 'build/generated.py'), 'utf8')).toBe('made = True\n');
    expect(await readdir(outside)).toEqual([]);
  });

  it('must exist, as must the virtual environment', async () => {
    const missing = join(directory, 'missing');
    for (const options of [{ preparedDirectory: missing }, { virtualEnvironment: missing }]) {
      const error: unknown = await createSandbox(options).catch((caught: unknown) => caught);
      expect(ContainerError.isInstance(error)).toBe(true);
      expect(String(error)).toContain(missing);
      expect(String(error)).toContain('installLocally');
    }
    await expect(createSandbox({ baseDirectory: missing })).rejects.toThrow(ContainerError);
  });
});

describe('LocalRuntime', () => {
  it('makes many sandboxes at once and removes them when disposed of', async () => {
    const runtime = createRuntime();
    const sandboxes = await Promise.all(
      Array.from({ length: 20 }, () => runtime.createSandbox({ repository })),
    );
    expect(new Set(sandboxes.map(({ workingDirectory }) => workingDirectory)).size).toBe(20);
    expect(await readdir(baseDirectory)).toHaveLength(21);
    const running = sandboxes.map((sandbox) => sandbox.exec({ command: 'sleep 600' }));
    await runtime.dispose();
    for (const { signal } of await Promise.all(running)) expect(signal).toBe('SIGKILL');
    expect(await readdir(baseDirectory)).toEqual([]);
    await expect(runtime.createSandbox({ repository })).rejects.toThrow(ContainerError);
  });

  it('can be disposed of while it makes a sandbox', async () => {
    const runtime = createRuntime();
    const creation = runtime.createSandbox({ repository });
    const outcome = expect(creation).rejects.toThrow('disposed');
    await runtime.dispose();
    await outcome;
    expect(await readdir(baseDirectory)).toEqual([]);
  });

  it('reads a repository once, and again after a failure', async () => {
    let reads = 0;
    const counted: Repository = {
      ...repository,
      readFiles(paths) {
        reads += 1;
        if (reads === 1) throw new Error('the disk is tired');
        return repository.readFiles(paths);
      },
    };
    const runtime = createRuntime();
    await expect(runtime.createSandbox({ repository: counted })).rejects.toThrow('the disk is tired');
    expect(await readdir(baseDirectory)).toEqual([]);
    const [first, second] = [
      await runtime.createSandbox({ repository: counted }),
      await runtime.createSandbox({ repository: counted }),
    ];
    expect(await print(first, 'cat setup.py')).toBe(await print(second, 'cat setup.py'));
    expect(reads).toBe(2);
  });

  it('leaves a sandbox that was aborted to others who wait for the same copy', async () => {
    const controller = new AbortController();
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const slow: Repository = {
      ...repository,
      async *readFiles(paths) {
        await begun;
        yield* repository.readFiles(paths);
      },
    };
    const runtime = createRuntime();
    const aborted = runtime.createSandbox({ repository: slow, abortSignal: controller.signal });
    const patient = runtime.createSandbox({ repository: slow });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    begin?.();
    expect(await print(await patient, 'cat setup.py')).toBe('# nothing\n');
  });

  it('refuses malformed commands', async () => {
    const sandbox = await createSandbox();
    const malformed: ExecOptions[] = [
      { command: '' },
      { command: [''] },
      { command: ['printf', 'a\0b'] },
      { command: 'true', env: { 'A=B': 'x' } },
      { command: 'true', timeoutMs: 0 },
      { command: 'true', timeoutMs: Number.NaN },
      { command: 'true', timeoutMs: 2 ** 31 },
      { command: 'true', maxOutputBytes: -1 },
      { command: 'true', maxOutputBytes: 1.5 },
    ];
    for (const options of malformed)
      await expect(sandbox.exec(options)).rejects.toThrow(InvalidArgumentError);
  });

  it('says so when a command cannot be started at all', async () => {
    const sandbox = await createSandbox();
    await expect(sandbox.exec({ command: ['true', 'x'.repeat(10_000_000)] })).rejects.toThrow(ContainerError);
    await print(sandbox, 'rm -rf "$PWD"');
    await expect(sandbox.exec({ command: ['true'] })).rejects.toThrow('the working directory');
  });

  it('removes what is nested deeper than a path can be long', async () => {
    const sandbox = await createSandbox();
    const nest = `
      for round in 1 2 3 4 5 6 7 8; do
        path=next
        for level in $(seq 90); do path=$path/directory; done
        mkdir -p $path
        if test -e directory; then mv directory $path; fi
        mv next directory
      done`;
    await print(sandbox, nest);
    await sandbox.removeFile('directory');
    expect(await print(sandbox, 'ls')).toBe('setup.py\nsrc\ntests\n');
  });

  it('installs no listener for the end of the process', async () => {
    const events = ['exit', 'beforeExit', 'SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'];
    const count = (): number[] => events.map((event) => process.listenerCount(event));
    const before = count();
    const sandbox = await createSandbox();
    const running = sandbox.exec({ command: 'until test -e go; do sleep 0.05; done' });
    expect(count()).toEqual(before);
    await sandbox.writeFile('go', '');
    await running;
    expect(count()).toEqual(before);
  });

  it('does not hold long output in memory', async () => {
    const sandbox = await createSandbox();
    let most = 0;
    const before = process.memoryUsage().rss;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    try {
      const { stdout, truncated } = await sandbox.exec({
        command: 'head -c 2000000000 /dev/zero',
        maxOutputBytes: 1000,
      });
      expect([truncated, stdout.length < 2000]).toEqual([true, true]);
    } finally {
      clearInterval(timer);
    }
    expect(most).toBeLessThan(500_000_000);
  });
});
