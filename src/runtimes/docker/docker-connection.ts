import type Dockerode from 'dockerode';
import { SshAgent } from './ssh-agent.ts';

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
  /** User to log in as over SSH. @default what the configuration of `ssh` says */
  readonly username?: string | undefined;
  /** Arguments for the `ssh` program, such as `['-i', 'path/of/key']`; its configuration is read as ever. */
  readonly sshArguments?: readonly string[] | undefined;
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
 * Without a connection dockerode looks for the engine itself: `DOCKER_HOST`, then the usual socket. SSH is left
 * to the `ssh` program: dockerode's own trusts every machine and logs in anew for each request.
 */
export async function connect(docker: DockerClient | DockerConnection | undefined): Promise<Dockerode> {
  // Whoever passes a client has made it with dockerode; possibly another copy, so that `instanceof` says nothing.
  if (docker !== undefined && isClient(docker)) return docker as unknown as Dockerode;
  const { default: Docker } = await import('dockerode');
  const client = docker === undefined ? new Docker() : new Docker(toOptions(docker));
  const { protocol, host, port, username } = client.modem as unknown as Readonly<
    Record<string, string | undefined>
  >;
  if (protocol !== 'ssh' || host === undefined) return client;
  const agent = new SshAgent({
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined || port === '' ? undefined : Number(port),
    username,
    parameters: docker?.sshArguments ?? [],
  });
  return new Docker(toOptions({ host: 'docker', protocol: 'http', agent }));
}

/** Each is named even when undefined: what is left out dockerode fills in from `DOCKER_HOST`. */
function toOptions({
  socketPath,
  host,
  port,
  protocol,
  ca,
  cert,
  key,
  username,
  agent,
}: DockerConnection & { readonly agent?: SshAgent }): object {
  return { socketPath, host, port, protocol, ca, cert, key, username, agent, pathPrefix: undefined };
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
