import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import type { ContainerRuntime } from '../../src/runtimes/container-runtime.ts';
import { LocalRuntime } from '../../src/runtimes/local/local-runtime.ts';
import type { Sandbox } from '../../src/runtimes/sandbox.ts';
import {
  testContainerRuntime,
  type TestContainerRuntimeOptions,
} from '../../src/testing/container-runtime-suite.ts';

/** Runs no tests but keeps them by name. */
function collect(options: Pick<TestContainerRuntimeOptions, 'createRuntime' | 'skip'>): {
  tests: Map<string, () => Promise<void>>;
  skipped: string[];
} {
  const tests = new Map<string, () => Promise<void>>();
  const skipped: string[] = [];
  testContainerRuntime({
    describe: (_name, body) => {
      body();
    },
    it: Object.assign((name: string, body: () => Promise<void>) => tests.set(name, body), {
      skip: (name: string) => skipped.push(name),
    }),
    ...options,
  });
  return { tests, skipped };
}

/** A runtime whose sandboxes differ from those of `LocalRuntime` in what `change` returns. */
function changedRuntime(change: (sandbox: Sandbox) => Partial<Sandbox>): () => ContainerRuntime {
  return () => {
    const runtime = new LocalRuntime();
    return {
      specificationVersion: 'v1',
      name: 'changed',
      dispose: () => runtime.dispose(),
      async createSandbox(options) {
        const sandbox = await runtime.createSandbox(options);
        return {
          workingDirectory: sandbox.workingDirectory,
          temporaryDirectory: sandbox.temporaryDirectory,
          exec: (command) => sandbox.exec(command),
          readFile: (path) => sandbox.readFile(path),
          writeFile: (path, content) => sandbox.writeFile(path, content),
          removeFile: (path) => sandbox.removeFile(path),
          remove: () => sandbox.remove(),
          ...change(sandbox),
        };
      },
    };
  };
}

const changes: Readonly<Record<string, (sandbox: Sandbox) => Partial<Sandbox>>> = {
  'keeps an array away from the shell': (sandbox) => ({
    exec: (options) =>
      sandbox.exec({
        ...options,
        command: typeof options.command === 'string' ? options.command : options.command.join(' '),
      }),
  }),
  'passes on no variable of the host': (sandbox) => ({
    exec: (options) =>
      sandbox.exec({ ...options, env: { ...(process.env as Record<string, string>), ...options.env } }),
  }),
  'holds every file byte for byte': (sandbox) => ({
    readFile: async (path) => {
      const content = await sandbox.readFile(path);
      return content === null ? null : Buffer.from(Buffer.from(content).toString('utf8'));
    },
  }),
  'keeps the beginning and the end of long output': (sandbox) => ({
    exec: ({ maxOutputBytes: _ignored, ...options }) => sandbox.exec(options),
  }),
  'follows no symbolic link': (sandbox) => ({
    readFile: async (path) => Buffer.from((await sandbox.exec({ command: ['cat', path] })).stdout),
  }),
};

describe('testContainerRuntime', () => {
  it.for(Object.entries(changes))('notices a runtime that fails `%s`', async ([name, change]) => {
    const { tests } = collect({ createRuntime: changedRuntime(change) });
    await expect(tests.get(name)?.()).rejects.toThrow();
    await expect(collect({ createRuntime: () => new LocalRuntime() }).tests.get(name)?.()).resolves.toBe(
      undefined,
    );
  });

  it('leaves out tests with a reason', () => {
    const createRuntime = (): ContainerRuntime => new LocalRuntime();
    const all = collect({ createRuntime });
    const name = 'names the signal that ended a command';
    const some = collect({ createRuntime, skip: [{ reason: 'it cannot know', tests: [name] }] });
    expect(all.skipped).toEqual([]);
    expect(some.skipped).toEqual([`${name} (it cannot know)`]);
    expect([...some.tests.keys()]).toEqual([...all.tests.keys()].filter((other) => other !== name));
  });

  it('refuses to leave out tests that do not exist', () => {
    const skip = [{ reason: 'none', tests: ['no such test'] }];
    expect(() => collect({ createRuntime: () => new LocalRuntime(), skip })).toThrow(InvalidArgumentError);
  });
});
