import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { BugsmithError } from '../../errors/bugsmith-error.ts';
import type { BuildImageOptions } from '../container-runtime.ts';
import { BuildLog } from './build-log.ts';
import { createDockerError, describeFailure, isMissing } from './docker-error.ts';
import type { Engine } from './engine.ts';
import { writeBuildContext } from './tar/write-build-context.ts';

const platforms = { x86_64: 'amd64', arm64: 'arm64' } as const;

/**
 * Builds an image with the engine's classic builder, from an archive that is made while it is sent; does
 * nothing when there is one of this name with all of these labels.
 *
 * Containers of steps are removed by the engine, also when the build fails or is aborted.
 *
 * @throws {ContainerError} when a step fails, with the end of what it printed, or it takes too long.
 */
export async function buildImage(engine: Engine, options: BuildImageOptions): Promise<void> {
  const { image, timeoutMs, abortSignal } = options;
  const operation = `build the image \`${image}\``;
  abortSignal?.throwIfAborted();
  if (options.force !== true && (await isBuilt(engine, options))) return;
  abortSignal?.throwIfAborted();
  const ending = new AbortController();
  const onAbort = (): void => {
    ending.abort(abortSignal?.reason);
  };
  abortSignal?.addEventListener('abort', onAbort, { once: true });
  const log = new BuildLog(image, (text) => {
    try {
      options.onOutput?.(text);
    } catch (error) {
      // The caller's own.
      ending.abort(error);
    }
  });
  const context = Readable.from(writeBuildContext(options.dockerfile, options.files), { objectMode: false });
  const timer = setTimeout(() => {
    ending.abort(log.describeTimeOut(timeoutMs));
  }, timeoutMs);
  try {
    // Begins to answer when it has read the archive.
    const request = (docker: Dockerode): Promise<NodeJS.ReadableStream> =>
      startBuild(docker, context, options, ending.signal);
    const answer = await engine.attempt(request, { timeoutMs: timeoutMs + 1000 });
    await log.read(answer, ending.signal);
    log.throwIfFailed();
  } catch (error) {
    ending.signal.throwIfAborted();
    if (BugsmithError.isInstance(error)) throw error;
    throw describeFailure(operation, error, engine.address);
  } finally {
    clearTimeout(timer);
    // The engine may have refused it half-way.
    context.destroy();
    abortSignal?.removeEventListener('abort', onAbort);
  }
  if (await isBuilt(engine, options)) return;
  throw createDockerError({
    operation,
    reason: `the engine built none for ${options.architecture}`,
    remedy: 'Use a base image for this processor, or leave `architecture` out.',
  });
}

function startBuild(
  docker: Dockerode,
  context: Readable,
  options: BuildImageOptions,
  abortSignal: AbortSignal,
): Promise<NodeJS.ReadableStream> {
  return docker.buildImage(context, {
    t: options.image,
    labels: { ...options.labels },
    buildargs: { ...options.buildArguments },
    networkmode: options.networkMode,
    platform: `linux/${platforms[options.architecture]}`,
    nocache: options.force === true,
    rm: true,
    forcerm: true,
    abortSignal,
  });
}

/** Whether there is an image of the name, with the labels and for the processor. */
async function isBuilt(engine: Engine, { image, labels, architecture }: BuildImageOptions): Promise<boolean> {
  return engine.request('look at an image', async (docker) => {
    try {
      const { Config, Architecture } = await docker.getImage(image).inspect();
      // Without labels the engine says `null`.
      const present = Config.Labels as Readonly<Record<string, string>> | null;
      return (
        Architecture === platforms[architecture] &&
        Object.entries(labels).every(([name, value]) => present?.[name] === value)
      );
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  });
}
