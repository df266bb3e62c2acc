import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { checkVariables } from '../shared/check-command.ts';
import type { DockerClient, DockerConnection } from './docker-connection.ts';

/** What a sandbox may use at most. */
export type DockerLimits = {
  /** Memory of all processes and files together; what goes beyond is killed. @default 2 GiB */
  readonly memoryBytes?: number | undefined;
  /** Processors, as time: 0.5 is half of one. @default 1 */
  readonly cpus?: number | undefined;
  /** Processes and threads at the same time. @default 512 */
  readonly processes?: number | undefined;
  /** Size of the working directory, and of everything else that can be written. @default 1 GiB */
  readonly filesBytes?: number | undefined;
};

/** Settings of {@link DockerRuntime}. */
export type DockerRuntimeOptions = {
  /**
   * The engine: where it is, or a `dockerode` client.
   * @default what dockerode finds: `DOCKER_HOST`, then the usual socket
   */
  readonly docker?: DockerClient | DockerConnection | undefined;
  /** Image with the installed project; it is not pulled. @default `image` of the repository's environment */
  readonly image?: string | undefined;
  /** Where the image has the project, or where its files are put. @default '/testbed' */
  readonly workingDirectory?: string | undefined;
  /**
   * User commands run as, which owns the files. Root without capabilities can do no more than any other user
   * but owns what images install; another user keeps a flaw of the engine from being used as root, and may
   * find files it cannot read. @default the image's own, root where it names none
   */
  readonly user?: string | undefined;
  readonly limits?: DockerLimits | undefined;
  /**
   * Network of the sandboxes: `none` has only the loopback. Any other name, such as `bridge`, opens what that
   * network reaches to the code under test: usually the internet, the engine's machine and its neighbours.
   * @default 'none'
   */
  readonly network?: string | undefined;
  /**
   * Lets commands change every file of their container, as tests that write beside the repository need; opens
   * the engine's disk, which no limit guards. Sandboxes are then never used again. @default false
   */
  readonly writableRoot?: boolean | undefined;
  /** Variables for every command; they replace those of the image. Do not put secrets here. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** How many idle sandboxes are kept to be reset and used again; with 0 each is a new container. @default 8 */
  readonly warmSandboxes?: number | undefined;
  /** Bound of a single request to the engine. @default 60_000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Names the run in the labels of everything it makes. @default a random name */
  readonly runId?: string | undefined;
};

/** The options with their defaults. */
export type DockerSettings = {
  readonly image: string | undefined;
  readonly workingDirectory: string;
  readonly user: string | undefined;
  readonly limits: { readonly [Name in keyof Required<DockerLimits>]: number };
  readonly network: string;
  readonly writableRoot: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly warmSandboxes: number;
  readonly requestTimeoutMs: number;
  readonly runId: string;
};

const gibibyte = 1_073_741_824;

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function resolveSettings(options: DockerRuntimeOptions): DockerSettings {
  checkVariables('env', options.env);
  const limits = {
    memoryBytes: checkNumber('limits.memoryBytes', options.limits?.memoryBytes ?? 2 * gibibyte, 33_554_432),
    cpus: checkNumber('limits.cpus', options.limits?.cpus ?? 1, 0.01),
    processes: checkNumber('limits.processes', options.limits?.processes ?? 512, 16),
    filesBytes: checkNumber('limits.filesBytes', options.limits?.filesBytes ?? gibibyte, 1_048_576),
  };
  const writableRoot = options.writableRoot ?? false;
  const warmSandboxes = checkNumber('warmSandboxes', options.warmSandboxes ?? 8, 0);
  return {
    image: options.image,
    workingDirectory: checkWorkingDirectory(options.workingDirectory ?? '/testbed'),
    user: options.user,
    limits,
    network: options.network ?? 'none',
    writableRoot,
    env: options.env ?? {},
    warmSandboxes: writableRoot ? 0 : warmSandboxes,
    requestTimeoutMs: checkNumber('requestTimeoutMs', options.requestTimeoutMs ?? 60_000, 1),
    runId: options.runId ?? randomUUID(),
  };
}

function checkNumber(argument: string, value: number, least: number): number {
  if (value >= least && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new InvalidArgumentError({ argument, value, expected: `a number from ${least} on` });
}

const systemDirectories =
  /^\/(?:$|(?:bin|bugsmith|dev|etc|lib|proc|root|run|sbin|sys|tmp|usr|var)$|(?:bugsmith|dev|proc|run|sys|tmp)\/)/;

function checkWorkingDirectory(path: string): string {
  const isUsable =
    path.startsWith('/') &&
    posix.normalize(path) === path &&
    !path.endsWith('/') &&
    !/[\0:,]/.test(path) &&
    !systemDirectories.test(path);
  if (isUsable) return path;
  const expected = 'an absolute path without `..`, `:` or `,` that is not a directory of the system';
  throw new InvalidArgumentError({ argument: 'workingDirectory', value: path, expected });
}
