import { ContainerError } from '../../errors/container-error.ts';
import { hasErrorCode, toErrorText } from '../shared/system-error.ts';
import { sshFailure } from './ssh-connection.ts';

/** The name `DockerRuntime` and everything it makes give themselves in messages. */
export const runtimeName = 'docker';

/** What is known of a failure before it becomes a {@link ContainerError}. */
export type DockerFailure = {
  readonly operation: string;
  readonly reason: string;
  readonly remedy: string;
  readonly isRetryable?: boolean | undefined;
  readonly cause?: unknown;
};

export function createDockerError(failure: DockerFailure): ContainerError {
  return new ContainerError({ runtime: runtimeName, ...failure });
}

/** An error for what a request to the engine was answered with, or that it was not answered. */
export function describeFailure(operation: string, cause: unknown, address: string): ContainerError {
  return createDockerError({ operation, cause, ...explain(cause, address) });
}

/** Whether the engine answered that what was asked for is not there. */
export function isMissing(error: unknown): boolean {
  return readStatus(error) === 404;
}

/** Whether the engine answered that another request is already doing what was asked for. */
export function isConflict(error: unknown): boolean {
  return readStatus(error) === 409;
}

const connectionCodes = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', 'EPIPE', 'ENOTDIR'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EAI_AGAIN'],
];

function explain(cause: unknown, address: string): Pick<DockerFailure, 'reason' | 'remedy' | 'isRetryable'> {
  const text = toErrorText(cause).trim();
  if (hasErrorCode(cause, 'EACCES', 'EPERM')) {
    return {
      reason: `this user may not use the Docker engine at ${address} (${text})`,
      remedy: 'Add the user to the `docker` group, or pass another engine as `docker`.',
    };
  }
  if (hasErrorCode(cause, ...connectionCodes) || /socket hang up|^aborted$/.test(text)) {
    return {
      reason: `no Docker engine answers at ${address} (${text})`,
      remedy: 'Start the engine, or pass where it is as `docker`; results given before stay good.',
      isRetryable: true,
    };
  }
  if (hasErrorCode(cause, sshFailure)) {
    return {
      reason: `no Docker engine answers at ${address} (${text})`,
      remedy:
        'See that `ssh` logs in there without asking anything, and that `docker version` works there; results ' +
        'given before stay good.',
      isRetryable: true,
    };
  }
  if (isTlsError(cause)) {
    return {
      reason: `no safe connection to the Docker engine at ${address} could be made (${text})`,
      remedy:
        'See that `ca`, or `ca.pem` in `DOCKER_CERT_PATH`, is of the authority that signed the certificate of the ' +
        'engine, that this names its address, and that the engine knows the authority of `cert` and `key`.',
    };
  }
  if (/no space left on device|disk quota exceeded/i.test(text)) {
    return {
      reason: `there is no space left (${text})`,
      remedy:
        "Free some on the engine's disk, for example with `docker system prune`; if the disk has room, raise " +
        '`limits.filesBytes`. Results given before stay good.',
      isRetryable: true,
    };
  }
  const image = /no such image:? *(?<image>[^\s]*)/i.exec(text)?.groups?.['image'];
  if (image !== undefined) return explainMissingImage(image);
  if (/no such (?:container|exec)|is not running|container stopped/i.test(text)) {
    return {
      reason: `its container has ended or is gone (${text})`,
      remedy: 'Something else stopped it, or the engine was restarted; create a new sandbox.',
      isRetryable: true,
    };
  }
  return {
    reason: text,
    remedy: 'The engine refused it; its log and `docker info` may say more.',
  };
}

export function explainMissingImage(image: string): Pick<DockerFailure, 'reason' | 'remedy'> {
  return {
    reason: `the engine has no image \`${image}\``,
    remedy: `Build it, or fetch it with \`docker pull ${image}\`; the runtime itself pulls nothing.`,
  };
}

/** Whether a certificate was refused, by us or by the engine. */
function isTlsError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)|CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(String(error.code));
}

function readStatus(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
}
