import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Repository } from '../../repository/repository.ts';
import { checkVariables } from '../shared/check-command.ts';
import { reproducibleVariables } from '../shared/reproducible-variables.ts';
import { isSystemError } from '../shared/system-error.ts';
import { commitPreparedFiles } from './commit-prepared-files.ts';
import { createStamp, hasInstallation, removeStamp, writeStamp } from './installation-stamp.ts';
import { attemptStep, runStep, type StepSettings } from './installation-steps.ts';
import { createLocalError } from './local-error.ts';
import { removeDirectory } from './remove-directory.ts';
import { readHostVariables, searchPath } from './sandbox-environment.ts';
import { writeRepository } from './write-repository.ts';

/** Settings of {@link installLocally}. */
export type InstallLocallyOptions = {
  /** Directory for the installation, made when missing; its `venv` and `prepared` are replaced. */
  readonly directory: string;
  /**
   * Interpreter for the virtual environment.
   * @default `python<version>` of the repository's environment when there is such a program, else `python3`
   */
  readonly python?: string | undefined;
  /** Variables for every step; they replace all others, `PATH` that of the host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of variables that the steps get from the host. @default {@link installationVariableNames} */
  readonly inheritEnv?: readonly string[] | undefined;
  /** Time for each step. */
  readonly timeoutMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Called with what the steps print, as it arrives. */
  readonly onOutput?: ((text: string) => void) | undefined;
};

/** An installation on this machine; spread it into the options of {@link LocalRuntime}. */
export type LocalInstallation = {
  readonly virtualEnvironment: string;
  readonly preparedDirectory: string;
  /** The virtual environment's interpreter. */
  readonly python: string;
};

/** Variables that let pip find its way into the network, its configuration and its cache. */
export const installationVariableNames: readonly string[] = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'PIP_FIND_LINKS'],
  ...['PIP_CERT', 'PIP_DEFAULT_TIMEOUT', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'HOME'],
];

/**
 * Installs a repository on this machine: makes a virtual environment, and a copy of the files in which the
 * `install` commands of the repository's environment run.
 *
 * The copy is a git repository with one commit, where git is there, and `SETUPTOOLS_SCM_PRETEND_VERSION` is
 * `0.0.0`, so that projects which take their version from git can be built. Only these steps see the network
 * variables and the home directory of the host; the commands of a sandbox do not.
 *
 * A directory that already holds the finished installation of the same commit, commands and Python
 * is used as it is; `env` is not compared. One directory cannot be installed into twice at the same time.
 *
 * @throws {ContainerError} when a step fails, with the end of what it printed.
 */
export async function installLocally(
  repository: Repository,
  options: InstallLocallyOptions,
): Promise<LocalInstallation> {
  checkVariables('env', options.env);
  options.abortSignal?.throwIfAborted();
  const directory = resolve(options.directory);
  const virtualEnvironment = join(directory, 'venv');
  const preparedDirectory = join(directory, 'prepared');
  const installation = {
    virtualEnvironment,
    preparedDirectory,
    python: join(virtualEnvironment, 'bin/python'),
  };
  const stamp = createStamp(repository, options.python);
  try {
    if (await hasInstallation(directory, stamp)) return installation;
    await removeStamp(directory);
    await Promise.all([removeDirectory(virtualEnvironment), removeDirectory(preparedDirectory)]);
    await mkdir(preparedDirectory, { recursive: true });
    await writeRepository(repository, preparedDirectory, options.abortSignal);
    await runSteps(repository, installation, options);
    await writeStamp(directory, stamp);
    return installation;
  } catch (error) {
    options.abortSignal?.throwIfAborted();
    // Errors of `onOutput` are the caller's own.
    if (!isSystemError(error)) throw error;
    const operation = `install \`${repository.mirrorName}\` into \`${directory}\``;
    throw createLocalError({ operation, remedy: 'Check that the disk has room.', cause: error });
  }
}

async function runSteps(
  repository: Repository,
  { virtualEnvironment, preparedDirectory }: LocalInstallation,
  options: InstallLocallyOptions,
): Promise<void> {
  const settings: StepSettings = {
    workingDirectory: preparedDirectory,
    env: {
      VIRTUAL_ENV: virtualEnvironment,
      TMPDIR: tmpdir(),
      ...reproducibleVariables,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      SETUPTOOLS_SCM_PRETEND_VERSION: '0.0.0',
      ...readHostVariables(options.inheritEnv ?? installationVariableNames),
      ...options.env,
      PATH: searchPath({ virtualEnvironment, env: options.env }),
    },
    marker: virtualEnvironment,
    timeoutMs: options.timeoutMs,
    abortSignal: options.abortSignal,
    onOutput: options.onOutput,
  };
  const python = await findPython(repository.environment.python, options.python, settings);
  await runStep([python, '-m', 'venv', virtualEnvironment], settings);
  await commitPreparedFiles(settings);
  for (const command of repository.environment.install) await runStep(command, settings);
}

/** The interpreter asked for, else one of the wanted version, else whichever there is. */
async function findPython(
  version: string | undefined,
  python: string | undefined,
  settings: StepSettings,
): Promise<string> {
  // Not relative to the repository, which could hold a program of that name.
  if (python !== undefined) return python.includes('/') ? resolve(python) : python;
  const [wanted] = /^\d+(?:\.\d+)?/.exec(version ?? '') ?? [];
  if (wanted === undefined) return 'python3';
  const { exitCode } = await attemptStep([`python${wanted}`, '--version'], settings);
  return exitCode === 0 ? `python${wanted}` : 'python3';
}
