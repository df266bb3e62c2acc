import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { imageName } from '../instances/image-name.ts';
import { checkPaths } from '../repository/check-paths.ts';
import type { Environment } from '../repository/environment.ts';
import type { Repository, RepositoryFileContent } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import { checkBuildArguments } from './check-build-arguments.ts';
import { contextDirectory, createDockerfile } from './create-dockerfile.ts';
import { checkSpecification, type EnvironmentSpecification } from './environment-specification.ts';
import { hashContent } from './hash-content.ts';
import { imageLabels } from './image-labels.ts';
import { toEnvironmentSpecification } from './to-environment-specification.ts';

/** Settings of {@link buildEnvironment}. */
export type BuildEnvironmentOptions = {
  /** What builds the image: a runtime with `buildImage`, such as `DockerRuntime`. */
  readonly runtime: ContainerRuntime;
  /** @default what `toEnvironmentSpecification` makes of the repository */
  readonly specification?: EnvironmentSpecification | undefined;
  /** Replaces that of the specification. */
  readonly baseImage?: string | undefined;
  /** Replaces that of the specification. */
  readonly architecture?: EnvironmentSpecification['architecture'] | undefined;
  /** Name of the image. @default `swesmith.<architecture>.<owner>__<name>.<first 8 of the commit>` */
  readonly image?: string | undefined;
  /**
   * Variables for the steps, such as `PIP_INDEX_URL`. The values stay readable in the history of the image,
   * but for `HTTP_PROXY`, `HTTPS_PROXY`, `FTP_PROXY` and `NO_PROXY`, also in lower case, which do not stay.
   */
  readonly buildArguments?: Readonly<Record<string, string>> | undefined;
  /** Network of the steps, such as `host`. @default the engine's own, usually `bridge` */
  readonly networkMode?: string | undefined;
  /** Builds anew even when there is an image built from the same. @default false */
  readonly force?: boolean | undefined;
  /** Bound of the whole build. @default 3_600_000 */
  readonly timeoutMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Called with what the build prints, as it arrives. */
  readonly onOutput?: ((text: string) => void) | undefined;
};

/** An image that holds an installed repository, and how it came to be. */
export type BuiltEnvironment = {
  /** Name of the image. */
  readonly image: string;
  readonly specification: EnvironmentSpecification;
  /** What the image was built with. */
  readonly dockerfile: string;
  /** For `openRepository`, so that tests run in the image. */
  readonly environment: Environment;
};

/**
 * Builds the image of a repository: its environment installed, and its files at `/testbed` in a git
 * repository of a single commit without remotes.
 *
 * The image is built from the specification and the repository's files alone; nothing else of this machine
 * gets into it. One of the same name that was built from the same Dockerfile, files and build arguments is
 * used as it is; whether the base image changed since is not seen, `force` builds anew.
 *
 * @throws {InvalidArgumentError} when an option cannot be used, or the runtime builds no images.
 * @throws {ContainerError} when a step fails, with the step and the end of what it printed.
 */
export async function buildEnvironment(
  repository: Repository,
  options: BuildEnvironmentOptions,
): Promise<BuiltEnvironment> {
  const { runtime, buildArguments = {}, abortSignal } = options;
  const specification = resolveSpecification(repository, options);
  const recorded = checkBuildArguments(buildArguments);
  const { architecture } = specification;
  const image = options.image ?? imageName(repository.mirrorName, { architecture });
  checkImage(image, options.image === undefined);
  checkRuntime(runtime);
  checkFiles(repository);
  abortSignal?.throwIfAborted();

  const dockerfile = createDockerfile(specification, { argumentNames: Object.keys(recorded) });
  const settings = JSON.stringify([dockerfile, architecture, recorded]);
  await runtime.buildImage({
    image,
    dockerfile,
    files: listContextFiles(repository),
    labels: { [imageLabels.content]: await hashContent(repository, settings, abortSignal) },
    architecture,
    buildArguments,
    networkMode: options.networkMode,
    force: options.force,
    onOutput: options.onOutput,
    abortSignal,
    timeoutMs: options.timeoutMs ?? 3_600_000,
  });
  const { python, install, testCommand, importRoots } = specification;
  const environment: Environment = {
    ...(python === undefined ? {} : { python }),
    install,
    testCommand,
    ...(importRoots === undefined ? {} : { importRoots }),
    image,
  };
  return { image, specification, dockerfile, environment };
}

async function* listContextFiles(repository: Repository): AsyncGenerator<RepositoryFileContent> {
  for await (const file of repository.readFiles(repository.files.map(({ path }) => path))) {
    yield { ...file, path: `${contextDirectory}/${file.path}` };
  }
}

function resolveSpecification(
  repository: Repository,
  { specification: given, baseImage, architecture }: BuildEnvironmentOptions,
): EnvironmentSpecification {
  if (given === undefined) return toEnvironmentSpecification(repository, { baseImage, architecture });
  const specification = {
    ...given,
    baseImage: baseImage ?? given.baseImage,
    architecture: architecture ?? given.architecture,
  };
  checkSpecification(specification);
  if (given.commit !== repository.commit) {
    throw new InvalidArgumentError({
      argument: 'specification.commit',
      value: given.commit,
      expected: `\`${repository.commit}\`, the commit of the repository`,
    });
  }
  return specification;
}

function checkFiles({ files, mirrorName }: Repository): void {
  if (files.length === 0) {
    throw new InvalidArgumentError({ argument: 'repository', value: mirrorName, expected: 'one with files' });
  }
  checkPaths(files, mirrorName);
}

function checkImage(image: string, isFromMirrorName: boolean): void {
  const name =
    /^(?=.{1,200}(?::|$))(?:[\w.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?$/;
  if (typeof image === 'string' && name.test(image)) return;
  throw new InvalidArgumentError({
    argument: 'image',
    value: image,
    expected: `a name an image can have${isFromMirrorName ? '; the one made of `mirrorName` is none, pass `image`' : ''}`,
  });
}

type BuildingRuntime = ContainerRuntime & Required<Pick<ContainerRuntime, 'buildImage'>>;

function checkRuntime(runtime: ContainerRuntime): asserts runtime is BuildingRuntime {
  if (runtime.buildImage !== undefined) return;
  throw new InvalidArgumentError({
    argument: 'runtime',
    value: runtime.name,
    expected: 'a runtime that builds images, such as `new DockerRuntime()`',
  });
}
