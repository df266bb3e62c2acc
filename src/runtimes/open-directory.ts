import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalSandbox } from './local/local-sandbox.ts';
import { createSandboxVariables } from './local/sandbox-environment.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Opens a directory of this machine as a sandbox, which keeps the directory when it is removed.
 *
 * Commands run as processes of this machine, with the variables `LocalRuntime` gives them.
 */
export async function openDirectory(path: string): Promise<Sandbox> {
  const workingDirectory = await realpath(path);
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'bugsmith-sandbox-'));
  const [temporaryDirectory, home, temporary] = [
    join(directory, 'temporary'),
    join(directory, 'home'),
    join(directory, 'tmp'),
  ];
  for (const made of [temporaryDirectory, home, temporary]) await mkdir(made);
  const variables = createSandboxVariables({ home, temporary, importRoots: [] }, {});
  return new LocalSandbox({
    directory,
    workingDirectory,
    temporaryDirectory,
    variables,
    onRemoved: () => undefined,
  });
}
