import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { Environment } from '../repository/environment.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { commandTests } from './container-runtime/command-tests.ts';
import { copyTests } from './container-runtime/copy-tests.ts';
import { fileTests } from './container-runtime/file-tests.ts';
import { lifecycleTests } from './container-runtime/lifecycle-tests.ts';
import { outputTests } from './container-runtime/output-tests.ts';
import { processTests } from './container-runtime/process-tests.ts';
import type { SandboxTests } from './container-runtime/sandbox-tests.ts';
import { createSuiteRepository } from './container-runtime/suite-repository.ts';

/** What {@link testContainerRuntime} needs; `describe` and `it` are those of vitest, jest or `node:test`. */
export type TestContainerRuntimeOptions = {
  /** Groups tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Declares a test; `skip` one that is not run. */
  readonly it: ((name: string, body: () => Promise<void>) => unknown) & {
    /** Declares a test that is not run. */
    readonly skip: (name: string, body: () => Promise<void>) => unknown;
  };
  /** Makes the runtime to test; called for every test, and disposed of at its end. */
  readonly createRuntime: () => ContainerRuntime | Promise<ContainerRuntime>;
  /** Environment of the suite's repository, for runtimes that need an image. @default nothing to install */
  readonly environment?: Environment | undefined;
  /** Tests the runtime cannot pass, by name, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[] | undefined;
};

const groups: Readonly<Record<string, SandboxTests>> = {
  'a new sandbox': copyTests,
  commands: commandTests,
  'output of commands': outputTests,
  'processes of commands': processTests,
  'files of a sandbox': fileTests,
  'the end of a sandbox': lifecycleTests,
};

/**
 * Defines tests of everything {@link ContainerRuntime} and its sandboxes promise.
 *
 * Sandboxes need `sh`, `setsid` and the usual small programs (`cat`, `env`, `head`, `tr`, `mkfifo`, ...). Some
 * tests take several seconds, so allow a minute for each.
 *
 * @throws {InvalidArgumentError} when `skip` names a test that does not exist.
 */
export function testContainerRuntime(options: TestContainerRuntimeOptions): void {
  const reasons = findReasons(options.skip ?? []);
  options.describe('container runtime', () => {
    for (const [group, tests] of Object.entries(groups)) {
      options.describe(group, () => {
        for (const [name, test] of Object.entries(tests)) {
          const body = (): Promise<void> => runTest(test, options);
          const reason = reasons.get(name);
          if (reason === undefined) options.it(name, body);
          else options.it.skip(`${name} (${reason})`, body);
        }
      });
    }
  });
}

function findReasons(skip: NonNullable<TestContainerRuntimeOptions['skip']>): ReadonlyMap<string, string> {
  const names = new Set(Object.values(groups).flatMap((tests) => Object.keys(tests)));
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((name) => [name, reason] as const)));
  for (const name of reasons.keys()) {
    if (names.has(name)) continue;
    throw new InvalidArgumentError({
      argument: 'skip',
      value: name,
      expected: 'names of tests of this suite',
    });
  }
  return reasons;
}

async function runTest(
  test: SandboxTests[string],
  { createRuntime, environment }: TestContainerRuntimeOptions,
): Promise<void> {
  const repository = createSuiteRepository(environment ?? { install: [], testCommand: 'true' });
  const runtime = await createRuntime();
  const sandboxes: Sandbox[] = [];
  const createSandbox = async (): Promise<Sandbox> => {
    const sandbox = await runtime.createSandbox({ repository });
    sandboxes.push(sandbox);
    return sandbox;
  };
  try {
    await test({ runtime, repository, sandbox: await createSandbox(), createSandbox });
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.remove()));
    await runtime.dispose?.();
  }
}
