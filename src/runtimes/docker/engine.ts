import type Dockerode from 'dockerode';
import { BugsmithError } from '../../errors/bugsmith-error.ts';
import {
  connect,
  describeConnection,
  type DockerClient,
  type DockerConnection,
} from './docker-connection.ts';
import { createDockerError, describeFailure } from './docker-error.ts';

/** A Docker engine all requests to which come to an end. */
export class Engine {
  readonly #docker: DockerClient | DockerConnection | undefined;
  readonly #timeoutMs: number;
  #client: Promise<Dockerode> | undefined;
  #isPodman: boolean | undefined;

  constructor(docker: DockerClient | DockerConnection | undefined, timeoutMs: number) {
    this.#docker = docker;
    this.#timeoutMs = timeoutMs;
  }

  get address(): string {
    return describeConnection(this.#docker);
  }

  /** Whether it is Podman, which answers some requests in its own way. */
  async isPodman(): Promise<boolean> {
    if (this.#isPodman !== undefined) return this.#isPodman;
    const version: Partial<Dockerode.DockerVersion> = await this.request('ask what it is', (docker) =>
      docker.version(),
    );
    this.#isPodman = version.Components?.some(({ Name }) => Name.startsWith('Podman')) === true;
    return this.#isPodman;
  }

  /**
   * Makes a request.
   *
   * @throws {ContainerError} when it fails or takes too long.
   */
  async request<Value>(
    operation: string,
    send: (docker: Dockerode, abortSignal: AbortSignal) => Promise<Value>,
    { timeoutMs = this.#timeoutMs }: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<Value> {
    try {
      return await this.attempt(send, { timeoutMs });
    } catch (error) {
      throw BugsmithError.isInstance(error) ? error : describeFailure(operation, error, this.address);
    }
  }

  /** Makes a request and throws what the client throws, so that answers can be told apart. */
  async attempt<Value>(
    send: (docker: Dockerode, abortSignal: AbortSignal) => Promise<Value>,
    { timeoutMs = this.#timeoutMs }: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<Value> {
    this.#client ??= connect(this.#docker);
    const docker = await this.#client;
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    // Beside the signal, which not every transport heeds.
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = createDockerError({
          operation: 'get an answer',
          reason: `the Docker engine at ${this.address} took more than ${timeoutMs} ms`,
          remedy: 'See whether the engine or its disk is overloaded, or raise `requestTimeoutMs`.',
          isRetryable: true,
        });
        reject(error);
        controller.abort(error);
      }, timeoutMs);
    });
    try {
      return await Promise.race([send(docker, controller.signal), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
