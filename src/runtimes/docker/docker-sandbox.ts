import { checkCommand } from '../shared/check-command.ts';
import type { ExecOptions, ExecResult, Sandbox } from '../sandbox.ts';
import { CommandGate } from './command-gate.ts';
import { createDockerError } from './docker-error.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { PreparedImage } from './prepare-image.ts';
import { runSandboxCommand } from './run-sandbox-command.ts';
import { SandboxFiles } from './sandbox-files.ts';
import { layout } from './sandbox-layout.ts';
import { SandboxProcesses } from './sandbox-processes.ts';
import type { CleanContainer } from './sandbox-pool.ts';

/** What a sandbox is made of. */
export type DockerSandboxFacts = {
  readonly clean: CleanContainer;
  readonly settings: DockerSettings;
  readonly image: PreparedImage;
  /** Variables of its commands. */
  readonly variables: Readonly<Record<string, string>>;
  /** Takes the container back. */
  readonly onRemove: () => Promise<void>;
};

/** A container in which commands run. */
export class DockerSandbox implements Sandbox {
  readonly workingDirectory: string;
  readonly temporaryDirectory: string = layout.temporary;
  readonly ownsFileSystem: boolean = true;
  readonly #facts: DockerSandboxFacts;
  readonly #files: SandboxFiles;
  readonly #processes: SandboxProcesses;
  readonly #running: Set<Promise<ExecResult>> = new Set();
  readonly #gate: CommandGate = new CommandGate();
  readonly #end: AbortController = new AbortController();
  #commandCount = 0;
  #removal: Promise<void> | undefined;

  constructor(facts: DockerSandboxFacts) {
    const { clean, settings, image } = facts;
    this.workingDirectory = settings.workingDirectory;
    this.#facts = facts;
    this.#files = new SandboxFiles(clean.container, image, settings.workingDirectory);
    this.#processes = new SandboxProcesses(clean.container, settings, image);
  }

  async exec(options: ExecOptions): Promise<ExecResult> {
    checkCommand(options);
    this.#assertPresent('run a command');
    options.abortSignal?.throwIfAborted();
    const { clean, image, variables } = this.#facts;
    this.#commandCount += 1;
    const running = runSandboxCommand({
      ...options,
      container: clean.container,
      processes: this.#processes,
      user: image.user,
      workingDirectory: this.workingDirectory,
      env: { ...variables, ...options.env },
      marker: `${clean.container.id.slice(0, 12)}#${this.#commandCount};`,
      gate: this.#gate,
      endSignal: this.#end.signal,
    });
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async readFile(path: string): Promise<Uint8Array | null> {
    this.#assertPresent(`read \`${path}\``);
    return this.#files.read(path);
  }

  async writeFile(path: string, content: Uint8Array | string): Promise<void> {
    this.#assertPresent(`write \`${path}\``);
    await this.#files.write(path, content);
  }

  async removeFile(path: string): Promise<void> {
    this.#assertPresent(`remove \`${path}\``);
    await this.#files.remove(path);
  }

  async remove(): Promise<void> {
    this.#removal ??= this.#removeNow();
    await this.#removal;
  }

  async #removeNow(): Promise<void> {
    this.#end.abort();
    await Promise.allSettled(this.#running);
    await this.#facts.onRemove();
  }

  #assertPresent(operation: string): void {
    if (this.#removal === undefined) return;
    const remedy = 'Create a new one.';
    throw createDockerError({ operation, reason: 'the sandbox was removed', remedy });
  }
}
