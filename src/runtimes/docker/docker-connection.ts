import type Dockerode from 'dockerode';

/** Where a Docker engine is reached. */
export type DockerConnection = {
  /** Path of a socket of this machine, such as `/run/docker.sock`. */
  readonly socketPath?: string | undefined;
  /** Name or address of another machine. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** `https` is TCP with TLS. @default `https` when `ca`, `cert` and `key` are given, else `http` */
  readonly protocol?: 'http' | 'https' | 'ssh' | undefined;
  /** Certificate of the authority that signed the engine's, in PEM form. */
  readonly ca?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /** User to log in as over SSH. */
  readonly username?: string | undefined;
  /** Options of the `ssh2` package, such as `privateKey` or `agent`. */
  readonly sshOptions?: Readonly<Record<string, unknown>> | undefined;
};

/** A client the caller made, an instance of `dockerode`. */
export type DockerClient = {
  readonly modem: unknown;
  /** A container by its id, as dockerode has it. */
  readonly getContainer: (id: string) => unknown;
};

/**
 * Makes the client; dockerode is loaded only now, because it takes long to load.
 *
 * Without a connection dockerode looks for the engine itself: `DOCKER_HOST`, then the usual socket.
 */
export async function connect(docker: DockerClient | DockerConnection | undefined): Promise<Dockerode> {
  // Whoever passes a client has made it with dockerode; possibly another copy, so that `instanceof` says nothing.
  if (docker !== undefined && isClient(docker)) return docker as unknown as Dockerode;
  const { default: Docker } = await import('dockerode');
  if (docker === undefined) return new Docker();
  const { socketPath, host, port, protocol, ca, cert, key, username, sshOptions } = docker;
  // Named even when undefined: what is left out dockerode fills in from `DOCKER_HOST`.
  const options: object = { socketPath, host, port, protocol, ca, cert, key, username, sshOptions };
  return new Docker(options);
}

/** The address for messages. */
export function describeConnection(docker: DockerClient | DockerConnection | undefined): string {
  if (docker === undefined) return 'the address in `DOCKER_HOST` or the usual socket';
  if (isClient(docker)) return 'the address of the given client';
  const { socketPath, host, port } = docker;
  return `\`${socketPath ?? `${host ?? ''}${port === undefined ? '' : `:${port}`}`}\``;
}

function isClient(docker: DockerClient | DockerConnection): docker is DockerClient {
  return 'modem' in docker;
}
