import type { Repository } from '../../repository/repository.ts';
import type { ContainerRuntime } from '../../runtimes/container-runtime.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';

/** What a test of the suite works with, made for it alone. */
export type SandboxTestContext = {
  readonly runtime: ContainerRuntime;
  readonly repository: Repository;
  readonly sandbox: Sandbox;
  /** Makes another sandbox that is removed at the end. */
  readonly createSandbox: () => Promise<Sandbox>;
};

/** Tests by name. */
export type SandboxTests = Readonly<Record<string, (context: SandboxTestContext) => Promise<void>>>;
