import { BugsmithError } from '../../errors/bugsmith-error.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BuildImageOptions, ContainerRuntime, CreateSandboxOptions } from '../container-runtime.ts';
import { buildImage } from './build-image.ts';
import { reproducibleVariables } from '../shared/reproducible-variables.ts';
import { untilAborted } from '../../concurrency/until-aborted.ts';
import type { Sandbox } from '../sandbox.ts';
import { createDockerError, describeFailure, runtimeName } from './docker-error.ts';
import { type DockerRuntimeOptions, type DockerSettings, resolveSettings } from './docker-runtime-options.ts';
import { DockerSandbox } from './docker-sandbox.ts';
import { Engine } from './engine.ts';
import { createLabels } from './labels.ts';
import { type PreparedImage, prepareImage } from './prepare-image.ts';
import { removeLabelled, removePreparedImage } from './remove-labelled.ts';
import { layout } from './sandbox-layout.ts';
import { SandboxPool } from './sandbox-pool.ts';

/** What all sandboxes of one repository share. */
type RepositorySandboxes = { readonly image: PreparedImage; readonly pool: SandboxPool };

/**
 * Runs commands in containers of a Docker engine, or of Podman where it answers as one.
 *
 * Image: it holds Python and what the tests need, and usually the installed project in `workingDirectory`; it
 * is not pulled. Of it and the repository's files an image is made once and removed by `dispose`; each sandbox
 * has the files as committed, and what the image has beside them, such as built extension modules. It needs
 * `sh`, `find`, `grep` and the usual small programs.
 *
 * Closed unless an option opens it: sandboxes have no network, no capabilities, no way to new privileges, no
 * directory of the host, no variable of the host, and no way to write to the engine's disk: the file system is
 * read-only but for the working directory, `/tmp` and a few more, which are in memory. Memory, processors,
 * processes and files are limited.
 *
 * Warm sandboxes: a removed sandbox's container is kept for the next one. All processes are killed, every
 * place that can be written is emptied and filled anew, and the engine and the container's own programs,
 * which nothing can have changed, are asked for anything left; if there is, or that cannot be told, the
 * container is replaced.
 *
 * Variables: those of the image, then `LANG`, `LC_ALL`, `TZ`, `PYTHONHASHSEED`, `PYTHONNOUSERSITE`,
 * `PYTHONDONTWRITEBYTECODE`, `HOME` and `TMPDIR` as `LocalRuntime` has them, `PYTHONPATH` with the
 * `importRoots` of the repository's environment, then `env`.
 *
 * Everything made carries labels and is removed by `dispose`. A process that is killed leaves its containers
 * to `removeLeftovers`; to end cleanly on `SIGTERM`, see `disposeOnSignal`.
 */
export class DockerRuntime implements ContainerRuntime {
  readonly specificationVersion = 'v1' as const;
  readonly name: string = runtimeName;
  /** Names this runtime's containers in their labels, for `removeLeftovers`. */
  readonly runId: string;
  readonly #settings: DockerSettings;
  readonly #engine: Engine;
  readonly #repositories: Map<Repository, Promise<RepositorySandboxes>> = new Map();
  readonly #sandboxes: Set<Sandbox> = new Set();
  readonly #creations: Set<Promise<Sandbox>> = new Set();
  readonly #disposal: AbortController = new AbortController();
  /** Whether anything may be there for `dispose` to remove. */
  #hasMade = false;

  /** @throws {InvalidArgumentError} when an option is out of its range. */
  constructor(options: DockerRuntimeOptions = {}) {
    this.#settings = resolveSettings(options);
    this.#engine = new Engine(options.docker, this.#settings.requestTimeoutMs);
    this.runId = this.#settings.runId;
  }

  async createSandbox({ repository, isolated, abortSignal }: CreateSandboxOptions): Promise<Sandbox> {
    this.#disposal.signal.throwIfAborted();
    abortSignal?.throwIfAborted();
    const creation =
      isolated === undefined ? this.#createSandbox(repository) : this.#createIsolated(repository, isolated);
    this.#creations.add(creation);
    creation.then(
      () => this.#creations.delete(creation),
      () => this.#creations.delete(creation),
    );
    try {
      return await untilAborted(creation, abortSignal);
    } catch (error) {
      if (abortSignal?.aborted === true) {
        // Nobody will learn of it.
        creation.then(
          (sandbox) => sandbox.remove(),
          () => undefined,
        );
        throw abortSignal.reason;
      }
      if (BugsmithError.isInstance(error)) throw error;
      const operation = `create a sandbox for \`${repository.mirrorName}\``;
      throw describeFailure(operation, error, this.#engine.address);
    }
  }

  /**
   * Removes everything this runtime made; it makes no sandboxes afterwards. Safe to call twice.
   *
   * @throws {ContainerError} when the engine does not answer; call it again, or `removeLeftovers`, later.
   */
  async dispose(): Promise<void> {
    const remedy = 'Make a new runtime.';
    this.#disposal.abort(
      createDockerError({ operation: 'create a sandbox', reason: 'it was disposed', remedy }),
    );
    const made = await Promise.allSettled(this.#repositories.values());
    for (const one of made) if (one.status === 'fulfilled') one.value.pool.close();
    await Promise.allSettled(this.#creations);
    await Promise.allSettled([...this.#sandboxes].map((sandbox) => sandbox.remove()));
    if (!this.#hasMade) return;
    await removeLabelled(this.#engine, { runId: this.runId, isWanted: () => true });
    this.#hasMade = false;
  }

  /**
   * Builds an image on this engine.
   *
   * @throws {ContainerError} when a step fails, or the engine does.
   */
  async buildImage(options: BuildImageOptions): Promise<void> {
    this.#disposal.signal.throwIfAborted();
    const signals = options.abortSignal === undefined ? [] : [options.abortSignal];
    const abortSignal = AbortSignal.any([this.#disposal.signal, ...signals]);
    await buildImage(this.#engine, { ...options, abortSignal });
  }

  async #createSandbox(repository: Repository): Promise<Sandbox> {
    return this.#takeSandbox(repository, await this.#findRepository(repository), async () => undefined);
  }

  async #createIsolated(
    repository: Repository,
    isolated: CreateSandboxOptions['isolated'],
  ): Promise<Sandbox> {
    const made = await this.#prepareRepository(repository, isolated);
    made.pool.close();
    const forget = (): Promise<void> => removePreparedImage(this.#engine, made.image.imageId);
    try {
      return await this.#takeSandbox(repository, made, forget);
    } catch (error) {
      await forget();
      throw error;
    }
  }

  async #takeSandbox(
    repository: Repository,
    { image, pool }: RepositorySandboxes,
    afterRemoval: () => Promise<void>,
  ): Promise<Sandbox> {
    const settings = this.#settings;
    const clean = await pool.take();
    const sandbox: Sandbox = new DockerSandbox({
      clean,
      settings,
      image,
      variables: this.#createVariables(repository),
      onRemove: async () => {
        await pool.giveBack(clean);
        await afterRemoval();
        this.#sandboxes.delete(sandbox);
      },
    });
    this.#sandboxes.add(sandbox);
    this.#disposal.signal.throwIfAborted();
    return sandbox;
  }

  #findRepository(repository: Repository): Promise<RepositorySandboxes> {
    const known = this.#repositories.get(repository);
    if (known !== undefined) return known;
    const made = this.#prepareRepository(repository);
    this.#repositories.set(repository, made);
    // What failed once may work later.
    made.catch(() => this.#repositories.delete(repository));
    return made;
  }

  async #prepareRepository(
    repository: Repository,
    isolated?: CreateSandboxOptions['isolated'],
  ): Promise<RepositorySandboxes> {
    const image = this.#settings.image ?? repository.environment.image;
    if (image === undefined) {
      const expected = 'the name of an image, here or as `image` of the repository’s environment';
      throw new InvalidArgumentError({ argument: 'image', value: image, expected });
    }
    const labels = createLabels(this.runId, repository.mirrorName);
    this.#hasMade = true;
    const prepared = await prepareImage(this.#engine, this.#settings, {
      repository,
      image,
      labels,
      isolated,
    });
    return { image: prepared, pool: new SandboxPool(this.#engine, this.#settings, prepared, labels) };
  }

  #createVariables({ environment }: Repository): Record<string, string> {
    const { workingDirectory, env } = this.#settings;
    const roots = (environment.importRoots ?? []).map((root) =>
      root === '.' ? workingDirectory : `${workingDirectory}/${root}`,
    );
    return {
      ...(roots.length === 0 ? {} : { PYTHONPATH: roots.join(':') }),
      ...reproducibleVariables,
      PYTHONDONTWRITEBYTECODE: '1',
      HOME: layout.home,
      TMPDIR: '/tmp',
      ...env,
    };
  }
}
