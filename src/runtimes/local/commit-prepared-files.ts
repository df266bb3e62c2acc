import { mkdir, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { attemptStep, runStep, type StepSettings } from './installation-steps.ts';

/** Nothing of the user's git, and the same commit every time. */
const gitVariables: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_AUTHOR_NAME: 'bugsmith',
  GIT_AUTHOR_EMAIL: 'bugsmith@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'bugsmith',
  GIT_COMMITTER_EMAIL: 'bugsmith@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

/** Attributes of the repository's own must not change a file on its way into the commit. */
const attributes = '* -text -ident !eol !filter !working-tree-encoding\n';

/** Makes the working directory a git repository with one commit; does nothing when there is no git. */
export async function commitPreparedFiles(settings: StepSettings): Promise<void> {
  const gitSettings = { ...settings, env: { ...settings.env, ...gitVariables } };
  if ((await attemptStep(['git', '--version'], gitSettings)).exitCode === 127) return;
  await runStep(['git', 'init', '--quiet', '--template='], gitSettings);
  const information = join(settings.workingDirectory, '.git', 'info');
  await mkdir(information, { recursive: true });
  await writeFile(join(information, 'attributes'), attributes);
  await runStep(['git', 'add', '--all', '--force'], gitSettings);
  await runStep(
    ['git', 'commit', '--quiet', '--no-verify', '--allow-empty', '--message=The files as committed'],
    gitSettings,
  );
}
