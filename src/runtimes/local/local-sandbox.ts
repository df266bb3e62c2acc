import { basename } from 'node:path';
import { BugsmithError } from '../../errors/bugsmith-error.ts';
import type { ExecOptions, ExecResult, Sandbox } from '../sandbox.ts';
import { checkCommand } from '../shared/check-command.ts';
import { readStartTicks } from '../shared/process-table.ts';
import { createLocalError } from './local-error.ts';
import { removeDirectory } from './remove-directory.ts';
import { markerVariable, runCommand } from './run-command.ts';
import { readSandboxFile, removeSandboxFile, writeSandboxFile } from './sandbox-files.ts';
import { killStrays } from './stray-processes.ts';

/** The directories of a sandbox, already made, and the variables of its commands. */
export type LocalSandboxFacts = {
  /** Holds the other directories and nothing else. */
  readonly directory: string;
  readonly workingDirectory: string;
  readonly temporaryDirectory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly onRemoved: () => void;
};

/** A directory of the host in which commands run as processes of the host. */
export class LocalSandbox implements Sandbox {
  readonly workingDirectory: string;
  readonly temporaryDirectory: string;
  readonly #facts: LocalSandboxFacts;
  #commandCount = 0;
  readonly #running: Set<Promise<ExecResult>> = new Set();
  readonly #end: AbortController = new AbortController();
  #removal: Promise<void> | undefined;

  constructor(facts: LocalSandboxFacts) {
    this.workingDirectory = facts.workingDirectory;
    this.temporaryDirectory = facts.temporaryDirectory;
    this.#facts = facts;
  }

  async exec(options: ExecOptions): Promise<ExecResult> {
    checkCommand(options);
    this.#assertPresent('run a command');
    const { directory, variables, workingDirectory } = this.#facts;
    this.#commandCount += 1;
    const running = runCommand({
      ...options,
      workingDirectory,
      env: { ...variables, ...options.env },
      marker: `${basename(directory)}#${this.#commandCount}`,
      findOwnDirectory: () => (this.#running.size === 1 ? directory : undefined),
      killSignal: this.#end.signal,
    });
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async readFile(path: string): Promise<Uint8Array | null> {
    return this.#access(`read \`${path}\``, () => readSandboxFile(path, this.#facts));
  }

  async writeFile(path: string, content: Uint8Array | string): Promise<void> {
    await this.#access(`write \`${path}\``, () => writeSandboxFile(path, content, this.#facts));
  }

  async removeFile(path: string): Promise<void> {
    await this.#access(`remove \`${path}\``, () => removeSandboxFile(path, this.#facts));
  }

  async remove(): Promise<void> {
    this.#removal ??= this.#removeNow();
    await this.#removal;
  }

  async #removeNow(): Promise<void> {
    const { directory, onRemoved } = this.#facts;
    this.#end.abort();
    try {
      await Promise.allSettled(this.#running);
      // Whatever came from here is younger than this process, which started it.
      const startTicks = readStartTicks(process.pid);
      if (this.#commandCount > 0) {
        const marker = `${markerVariable}=${basename(directory)}#`;
        await killStrays({ marker, directory, startTicks });
      }
      await removeDirectory(directory);
      onRemoved();
    } catch (error) {
      this.#removal = undefined;
      const remedy = `Remove \`${directory}\` yourself.`;
      throw createLocalError({ operation: 'remove a sandbox', remedy, cause: error });
    }
  }

  async #access<Value>(operation: string, action: () => Promise<Value>): Promise<Value> {
    this.#assertPresent(operation);
    try {
      return await action();
    } catch (error) {
      if (BugsmithError.isInstance(error)) throw error;
      const remedy = 'Check that the disk has room and that no command took the permissions away.';
      throw createLocalError({ operation, remedy, cause: error });
    }
  }

  #assertPresent(operation: string): void {
    if (this.#removal === undefined) return;
    throw createLocalError({ operation, reason: 'the sandbox was removed', remedy: 'Create a new one.' });
  }
}
