import { runGit, toLine } from './run-git.ts';

/** The URL of the remote `origin` as the checkout records it, or `null`; it may hold credentials. */
export async function readRemoteUrl(directory: string): Promise<string | null> {
  const { exitCode, stdout } = await runGit(directory, 'read the settings', [
    'config',
    '--local',
    '--get',
    'remote.origin.url',
  ]);
  const url = toLine(stdout);
  return exitCode === 0 && url !== '' ? url : null;
}
