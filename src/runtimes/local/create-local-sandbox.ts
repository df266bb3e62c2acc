import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDirectory } from './copy-directory.ts';
import { LocalSandbox } from './local-sandbox.ts';
import { removeDirectory } from './remove-directory.ts';
import { createSandboxVariables, type EnvironmentOptions } from './sandbox-environment.ts';

/** Makes a sandbox with `repository/`, `temporary/`, `home/` and `tmp/`; nothing remains when that fails. */
export async function createLocalSandbox(settings: {
  readonly templateDirectory: string;
  /** How the path of its directory begins. */
  readonly prefix: string;
  /** Relative to the repository's root. */
  readonly importRoots: readonly string[];
  readonly environment: EnvironmentOptions;
  readonly abortSignal: AbortSignal | undefined;
  readonly onRemoved: () => void;
}): Promise<LocalSandbox> {
  const directory = await mkdtemp(settings.prefix);
  const [workingDirectory, temporaryDirectory, home, temporary] = [
    join(directory, 'repository'),
    join(directory, 'temporary'),
    join(directory, 'home'),
    join(directory, 'tmp'),
  ];
  try {
    for (const made of [workingDirectory, temporaryDirectory, home, temporary]) await mkdir(made);
    await copyDirectory(settings.templateDirectory, workingDirectory, settings.abortSignal);
  } catch (error) {
    await removeDirectory(directory);
    throw error;
  }
  const importRoots = settings.importRoots.map((root) => join(workingDirectory, root));
  const variables = createSandboxVariables({ home, temporary, importRoots }, settings.environment);
  const { onRemoved } = settings;
  return new LocalSandbox({ directory, workingDirectory, temporaryDirectory, variables, onRemoved });
}
