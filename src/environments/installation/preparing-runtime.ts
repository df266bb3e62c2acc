import type { ContainerRuntime, CreateSandboxOptions } from '../../runtimes/container-runtime.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import type { EnvironmentSpecification } from '../environment-specification.ts';
import { stepVariables } from './step-variables.ts';

/** A step of an installation did not work; never leaves `installRepository`. */
export class StepFailure extends Error {}

const tailLength = 4000;

/** Makes sandboxes in which the install commands of a specification have run. */
export class PreparingRuntime implements ContainerRuntime {
  readonly specificationVersion = 'v1' as const;
  readonly name: string;
  readonly #runtime: ContainerRuntime;
  readonly #specification: EnvironmentSpecification;
  readonly #timeoutMs: number;

  constructor(runtime: ContainerRuntime, specification: EnvironmentSpecification, timeoutMs: number) {
    this.name = runtime.name;
    this.#runtime = runtime;
    this.#specification = specification;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws {StepFailure} when a command fails. */
  async createSandbox(options: CreateSandboxOptions): Promise<Sandbox> {
    const { systemPackages, install } = this.#specification;
    if (systemPackages.length > 0) {
      throw new StepFailure('System packages cannot be installed here; do without `systemPackages`.');
    }
    const sandbox = await this.#runtime.createSandbox(options);
    try {
      for (const command of install) await this.#runStep(sandbox, command, options.abortSignal);
      return sandbox;
    } catch (error) {
      await sandbox.remove();
      throw error;
    }
  }

  async #runStep(sandbox: Sandbox, command: string, abortSignal: AbortSignal | undefined): Promise<void> {
    const timeoutMs = this.#timeoutMs;
    const result = await sandbox.exec({ command, env: stepVariables, timeoutMs, abortSignal });
    if (result.exitCode === 0) return;
    const ending = result.timedOut
      ? `did not end within ${timeoutMs} ms`
      : `failed with ${result.exitCode === null ? (result.signal ?? 'a signal') : `exit code ${result.exitCode}`}`;
    const output = `${result.stdout}${result.stderr}`.trim().slice(-tailLength);
    throw new StepFailure(`\`${command}\` ${ending}. The end of what it printed:\n${output}`);
  }
}
