import { randomUUID } from 'node:crypto';
import { access, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BugsmithError } from '../../errors/bugsmith-error.ts';
import type { ContainerError } from '../../errors/container-error.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ContainerRuntime, CreateSandboxOptions } from '../container-runtime.ts';
import type { Sandbox } from '../sandbox.ts';
import { checkVariables } from '../shared/check-command.ts';
import { createLocalSandbox } from './create-local-sandbox.ts';
import { type Guard, startGuard } from './guard.ts';
import { createLocalError, runtimeName } from './local-error.ts';
import { removeDirectory } from './remove-directory.ts';
import { removeSandboxFile } from './sandbox-files.ts';
import { createTemplate } from './repository-template.ts';
import { markerVariable } from './run-command.ts';
import { untilAborted } from '../../concurrency/until-aborted.ts';

/** How the paths of a runtime's directories begin. */
type Prefixes = { readonly sandbox: string; readonly template: string };

/** Settings of {@link LocalRuntime}; what `installLocally` returns can be spread into them. */
export type LocalRuntimeOptions = {
  /**
   * Python virtual environment holding what the repository's tests need; its `bin` comes first on `PATH`.
   * All sandboxes share it. @default none, so that `python` is the host's
   */
  readonly virtualEnvironment?: string | undefined;
  /**
   * Directory in which the repository's install commands ran. Sandboxes then also hold what those left
   * beside the committed files, such as built extension modules, apart from `.git` and compiled Python files.
   */
  readonly preparedDirectory?: string | undefined;
  /** Names of variables that commands get from the host's environment, such as `LD_LIBRARY_PATH`. */
  readonly inheritEnv?: readonly string[] | undefined;
  /** Variables for every command; they replace all others, `PATH` that of the host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Existing directory in which sandboxes are made. @default the system's directory for temporary files */
  readonly baseDirectory?: string | undefined;
};

/**
 * Runs commands as processes of this machine, each sandbox in a directory of its own; needs a POSIX system.
 *
 * It keeps sandboxes apart from each other and from the checkout, but it is no wall: a command can do what
 * the user running it can. Run code you do not trust with a runtime that uses containers.
 *
 * Variables: commands see none of the host's but `PATH` and those named in `inheritEnv`. They always get
 * - `PATH`: the virtual environment's `bin`, then `PATH` of `env` or the host's;
 * - `VIRTUAL_ENV`: the virtual environment, if there is one;
 * - `PYTHONPATH`: the `importRoots` of the repository's environment, inside the sandbox, so that an editable
 *   installation does not import the files it was made from;
 * - `HOME` and `TMPDIR`: empty directories of the sandbox's own;
 * - `LANG` and `LC_ALL`: `C.UTF-8`; `TZ`: `UTC`; `PYTHONHASHSEED`: `0`, for runs that come out the same;
 * - `PYTHONDONTWRITEBYTECODE`: `1`, so that no stale bytecode hides a change; `PYTHONNOUSERSITE`: `1`;
 * - `BUGSMITH_SANDBOX`: a name by which stray processes are recognised; it cannot be replaced.
 *
 * `CI` is not set. `inheritEnv` replaces these, `env` replaces both, `env` of a single command replaces all.
 *
 * Processes: a command leads its own process group, which ends with it. On Linux daemons that left the group
 * are found as well, by their environment, working directory or parent. A program that does not exist gives
 * exit code 127, one that cannot be executed 126. A shell reports that a signal ended its command as exit
 * code 128 and the signal's number.
 *
 * Nothing outlives `dispose`. When the host process ends without it, even by `SIGKILL`, a shell that waits for that
 * removes the directories and, on Linux, ends the commands that have `BUGSMITH_SANDBOX` or work in them.
 *
 * A pristine copy of each repository is kept until `dispose`, which also removes sandboxes still there.
 */
export class LocalRuntime implements ContainerRuntime {
  readonly specificationVersion = 'v1' as const;
  readonly name: string = runtimeName;
  readonly #options: LocalRuntimeOptions;
  readonly #templates: Map<Repository, Promise<string>> = new Map();
  readonly #sandboxes: Set<Sandbox> = new Set();
  readonly #creations: Set<Promise<Sandbox>> = new Set();
  readonly #disposal: AbortController = new AbortController();
  /** In the names of all its directories, and of no other runtime's. */
  readonly #id: string = randomUUID().slice(0, 8);
  #prefixes: Promise<Prefixes> | undefined;
  #guard: Guard | undefined;

  /** @throws {InvalidArgumentError} when `env` holds what cannot be a variable. */
  constructor(options: LocalRuntimeOptions = {}) {
    checkVariables('env', options.env);
    const { virtualEnvironment, preparedDirectory } = options;
    this.#options = {
      ...options,
      virtualEnvironment: virtualEnvironment === undefined ? undefined : resolve(virtualEnvironment),
      preparedDirectory: preparedDirectory === undefined ? undefined : resolve(preparedDirectory),
    };
  }

  async createSandbox(options: CreateSandboxOptions): Promise<Sandbox> {
    this.#disposal.signal.throwIfAborted();
    options.abortSignal?.throwIfAborted();
    const creation = this.#createSandbox(options);
    this.#creations.add(creation);
    try {
      return await creation;
    } catch (error) {
      options.abortSignal?.throwIfAborted();
      throw BugsmithError.isInstance(error) ? error : cannotCreate(options.repository, error);
    } finally {
      this.#creations.delete(creation);
    }
  }

  /** Removes everything this runtime made; it makes no sandboxes afterwards. Safe to call twice. */
  async dispose(): Promise<void> {
    const remedy = 'Make a new runtime.';
    this.#disposal.abort(
      createLocalError({ operation: 'create a sandbox', reason: 'it was disposed', remedy }),
    );
    await Promise.allSettled(this.#creations);
    const removals = await Promise.allSettled([
      ...[...this.#sandboxes].map((sandbox) => sandbox.remove()),
      ...[...this.#templates].map(([repository, template]) => this.#removeTemplate(repository, template)),
    ]);
    for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
    this.#guard?.end();
  }

  async #removeTemplate(repository: Repository, template: Promise<string>): Promise<void> {
    const directory = await template.catch(() => undefined);
    if (directory !== undefined) await removeDirectory(directory);
    this.#templates.delete(repository);
  }

  async #createSandbox({ repository, isolated, abortSignal }: CreateSandboxOptions): Promise<Sandbox> {
    const prefixes = await this.#preparePrefixes();
    if (isolated === undefined) {
      const template = await untilAborted(this.#findTemplate(repository, prefixes), abortSignal);
      return this.#copyTemplate(template, prefixes, { repository, abortSignal });
    }
    const template = await this.#createTemplate(repository, prefixes, abortSignal);
    try {
      for (const path of isolated.omittedPaths) {
        await removeSandboxFile(path, { workingDirectory: template, temporaryDirectory: template });
      }
      return await this.#copyTemplate(template, prefixes, { repository, abortSignal });
    } finally {
      await removeDirectory(template);
    }
  }

  /** From the first directory on, another process waits for the end of this one. */
  #preparePrefixes(): Promise<Prefixes> {
    this.#prefixes ??= realpath(this.#options.baseDirectory ?? tmpdir()).then((baseDirectory) => {
      const [sandbox, template] = [`bugsmith-sandbox-${this.#id}-`, `bugsmith-template-${this.#id}-`];
      const prefixes = { sandbox: join(baseDirectory, sandbox), template: join(baseDirectory, template) };
      const mark = `${markerVariable}=${sandbox}`;
      this.#guard = startGuard({ mark, prefixes: Object.values(prefixes) });
      return prefixes;
    });
    // What failed once may work later.
    this.#prefixes.catch(() => (this.#prefixes = undefined));
    return this.#prefixes;
  }

  async #copyTemplate(
    templateDirectory: string,
    { sandbox: prefix }: Prefixes,
    { repository, abortSignal }: CreateSandboxOptions,
  ): Promise<Sandbox> {
    const sandbox: Sandbox = await createLocalSandbox({
      templateDirectory,
      prefix,
      importRoots: repository.environment.importRoots ?? [],
      environment: this.#options,
      abortSignal,
      onRemoved: () => this.#sandboxes.delete(sandbox),
    });
    this.#sandboxes.add(sandbox);
    this.#disposal.signal.throwIfAborted();
    return sandbox;
  }

  #findTemplate(repository: Repository, prefixes: Prefixes): Promise<string> {
    const known = this.#templates.get(repository);
    if (known !== undefined) return known;
    const template = this.#createTemplate(repository, prefixes);
    this.#templates.set(repository, template);
    // What failed once may work later.
    template.catch(() => this.#templates.delete(repository));
    return template;
  }

  async #createTemplate(
    repository: Repository,
    { template: prefix }: Prefixes,
    signal?: AbortSignal,
  ): Promise<string> {
    const { virtualEnvironment, preparedDirectory } = this.#options;
    if (virtualEnvironment !== undefined) {
      const python = join(virtualEnvironment, 'bin', 'python');
      await access(python).catch((error: unknown) => {
        throw cannotCreate(repository, error, `there is no \`${python}\``);
      });
    }
    const signals = signal === undefined ? [] : [signal];
    const abortSignal = AbortSignal.any([this.#disposal.signal, ...signals]);
    return createTemplate(repository, { prefix, preparedDirectory, abortSignal });
  }
}

function cannotCreate(repository: Repository, cause: unknown, reason?: string): ContainerError {
  return createLocalError({
    operation: `create a sandbox for \`${repository.mirrorName}\``,
    reason,
    remedy:
      'Check that the directories given to `LocalRuntime` exist (`installLocally` makes them) and that the ' +
      'disk has room.',
    cause,
  });
}
