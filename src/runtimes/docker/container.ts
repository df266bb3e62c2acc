import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { type ContainerCommand, type RunningCommand, startCommand } from './container-command.ts';
import { isConflict, isMissing } from './docker-error.ts';
import type { Engine } from './engine.ts';
import { ownProcesses } from './sandbox-layout.ts';

/** What is at a path of a container; not followed when it is a symbolic link. */
export type PathFacts = {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
};

/** One container, and every request made about it. */
export class Container {
  readonly id: string;
  readonly #engine: Engine;

  constructor(engine: Engine, id: string) {
    this.#engine = engine;
    this.id = id;
  }

  async start(): Promise<void> {
    await this.#request('start a container', (container, abortSignal) => container.start({ abortSignal }));
  }

  /** Ends every process at once, the first one included; `start` brings the container back. */
  async kill(): Promise<void> {
    await this.#request('stop a container', async (container, abortSignal) => {
      await container.kill({ abortSignal }).catch((error: unknown) => {
        // It had stopped already.
        if (!isConflict(error)) throw error;
      });
    });
  }

  /** Removes the container with its volumes, running or not; nothing happens when it is gone. */
  async remove(): Promise<void> {
    await this.#request('remove a container', async (container, abortSignal) => {
      await container.remove({ force: true, v: true, abortSignal }).catch((error: unknown) => {
        // Gone, or already on its way out.
        if (!isMissing(error) && !isConflict(error)) throw error;
      });
    });
  }

  async isRunning(): Promise<boolean> {
    const { State } = await this.#request('look at a container', (container, abortSignal) =>
      container.inspect({ abortSignal }),
    );
    return State.Running;
  }

  /** How many processes there are besides the container's own; the engine counts, so none can hide. */
  async countProcesses(): Promise<number> {
    // Podman runs the program `ps` of the image when it is asked for what `ps` is usually asked for.
    const columns = (await this.#engine.isPodman()) ? { ps_args: 'pid' } : {};
    const table = (await this.#request('list the processes of a container', (container, abortSignal) =>
      container.top({ ...columns, abortSignal }),
    )) as { readonly Processes?: readonly unknown[] | null };
    return Math.max(0, (table.Processes?.length ?? 0) - ownProcesses);
  }

  /** Starts a command; see {@link startCommand}. */
  async startCommand(command: ContainerCommand): Promise<RunningCommand> {
    return startCommand(this.#engine, this.id, command);
  }

  /** Unpacks a tar archive in a directory; what is in the way of an entry is replaced. */
  async unpack(archive: Buffer | Readable, directory: string, timeoutMs?: number): Promise<void> {
    const send = (container: Dockerode.Container, abortSignal: AbortSignal): Promise<unknown> =>
      container.putArchive(archive, { path: directory, abortSignal });
    await this.#request('write files into a container', send, timeoutMs);
  }

  /** A file or directory as tar archive. */
  async pack(path: string): Promise<Buffer> {
    const name = await this.#quote(path);
    return this.#request('read a file of a container', async (container, abortSignal) => {
      const stream = await container.getArchive({ path: name, abortSignal });
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    });
  }

  /**
   * What is at a path, or `null` when nothing is; `unknown` when it may be a link to what is not there, which
   * some engines take for nothing.
   */
  async findPath(path: string): Promise<PathFacts | null | 'unknown'> {
    const name = await this.#quote(path);
    const nothing = (await this.#engine.isPodman()) ? 'unknown' : null;
    return this.#request('look at a file of a container', async (container, abortSignal) => {
      try {
        const response = (await container.infoArchive({ path: name, abortSignal })) as HeaderResponse;
        response.resume();
        return readPathFacts(response.headers['x-docker-container-path-stat']);
      } catch (error) {
        if (isMissing(error)) return nothing;
        throw error;
      }
    });
  }

  /** Podman takes a path it reads for a pattern. */
  async #quote(path: string): Promise<string> {
    return (await this.#engine.isPodman()) ? path.replace(/[\\*?[\]]/g, '\\$&') : path;
  }

  async #request<Value>(
    operation: string,
    send: (container: Dockerode.Container, abortSignal: AbortSignal) => Promise<Value>,
    timeoutMs?: number,
  ): Promise<Value> {
    return this.#engine.request(
      operation,
      (docker, abortSignal) => send(docker.getContainer(this.id), abortSignal),
      { timeoutMs },
    );
  }
}

type HeaderResponse = Readable & { readonly headers: Readonly<Record<string, string>> };

/** The engine describes a path by the JSON of a Go structure, whose modes have bits of their own. */
function readPathFacts(header: string | undefined): PathFacts {
  const text = Buffer.from(header ?? '', 'base64').toString();
  const { mode, size } = JSON.parse(text) as { readonly mode: number; readonly size: number };
  const [directory, link, others] = [0x8000_0000, 0x0800_0000, 0x0728_0000];
  const has = (bits: number): boolean => (mode & bits) !== 0;
  const kind = has(directory) ? 'directory' : has(link) ? 'link' : has(others) ? 'other' : 'file';
  return { kind, size, mode: mode & 0o777 };
}
