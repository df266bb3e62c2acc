import type { ContainerRuntime, CreateSandboxOptions } from '../runtimes/container-runtime.ts';
import type { ExecOptions, Sandbox } from '../runtimes/sandbox.ts';

/** One call of a runtime's or a sandbox's method; `sandbox` counts sandboxes from 0 in the order asked for. */
export type RuntimeCall =
  | { readonly method: 'createSandbox'; readonly sandbox: number; readonly options: CreateSandboxOptions }
  | { readonly method: 'exec'; readonly sandbox: number; readonly options: ExecOptions }
  | { readonly method: 'readFile' | 'removeFile'; readonly sandbox: number; readonly path: string }
  | {
      readonly method: 'writeFile';
      readonly sandbox: number;
      readonly path: string;
      readonly content: Uint8Array | string;
    }
  | { readonly method: 'remove'; readonly sandbox: number }
  | { readonly method: 'dispose' };

/** A runtime that remembers what was asked of it. */
export type RecordingRuntime = ContainerRuntime & {
  /** Every call so far, in the order they began. */
  readonly calls: readonly RuntimeCall[];
  /** Disposes of the wrapped runtime too. */
  dispose(): Promise<void>;
};

/** Wraps a runtime and records the calls to it and its sandboxes, whether they succeed or not. */
export function recordingRuntime(runtime: ContainerRuntime): RecordingRuntime {
  const calls: RuntimeCall[] = [];
  let count = 0;
  return {
    specificationVersion: runtime.specificationVersion,
    name: runtime.name,
    calls,
    async createSandbox(options) {
      const index = count;
      count += 1;
      calls.push({ method: 'createSandbox', sandbox: index, options });
      return recordSandbox(await runtime.createSandbox(options), index, calls);
    },
    ...(runtime.buildImage === undefined ? {} : { buildImage: runtime.buildImage.bind(runtime) }),
    async dispose() {
      calls.push({ method: 'dispose' });
      await runtime.dispose?.();
    },
  };
}

function recordSandbox(sandbox: Sandbox, index: number, calls: RuntimeCall[]): Sandbox {
  const { workingDirectory, temporaryDirectory, ownsFileSystem } = sandbox;
  return {
    workingDirectory,
    temporaryDirectory,
    ownsFileSystem,
    exec(options) {
      calls.push({ method: 'exec', sandbox: index, options });
      return sandbox.exec(options);
    },
    readFile(path) {
      calls.push({ method: 'readFile', sandbox: index, path });
      return sandbox.readFile(path);
    },
    writeFile(path, content) {
      calls.push({ method: 'writeFile', sandbox: index, path, content });
      return sandbox.writeFile(path, content);
    },
    removeFile(path) {
      calls.push({ method: 'removeFile', sandbox: index, path });
      return sandbox.removeFile(path);
    },
    remove() {
      calls.push({ method: 'remove', sandbox: index });
      return sandbox.remove();
    },
  };
}
