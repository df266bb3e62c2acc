import { posix } from 'node:path';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { runChecked } from './list-files.ts';

/** Nothing of anybody's git, and the same commit every time. */
const gitVariables: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'bugsmith',
  GIT_AUTHOR_EMAIL: 'bugsmith@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'bugsmith',
  GIT_COMMITTER_EMAIL: 'bugsmith@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

/**
 * Files are recorded byte for byte whatever the attributes of the repository's own say. What is beside them, such
 * as what an installation left, is ignored, so that no `git add --all` takes it for the agent's work.
 */
const commitScript = `
set -e
rm -rf .git
command -v git >/dev/null || { echo none; exit 0; }
git init --quiet --template=
git symbolic-ref HEAD refs/heads/main
mkdir -p .git/info
echo '* -text -ident !eol !filter !working-tree-encoding' > .git/info/attributes
git config core.fileMode true
git config gc.auto 0
git update-index --add -z --stdin < "$1"
tree=$(git write-tree)
commit=$(git commit-tree "$tree" -m 'Initial commit')
git -c core.logAllRefUpdates=false update-ref refs/heads/main "$commit"
git -c core.quotePath=false ls-files --others --exclude-standard --directory \\
  | sed 's/[][*?\\\\]/\\\\&/g; s/^/\\//' > .git/info/exclude
git update-index -q --refresh
echo "$commit"
`;

/**
 * Makes the working directory a git repository whose single commit holds the given files; the same files give the
 * same commit.
 *
 * Gives the commit's id, or `undefined` when there is no program `git`; no `.git` is there then.
 */
export async function commitWorkspace(
  sandbox: Sandbox,
  paths: readonly string[],
  abortSignal: AbortSignal | undefined,
): Promise<string | undefined> {
  const listPath = posix.join(sandbox.temporaryDirectory, 'bugsmith-paths');
  await sandbox.writeFile(listPath, paths.map((path) => `${path}\0`).join(''));
  try {
    const { stdout } = await runChecked(sandbox, commitScript, {
      operation: 'commit the workspace',
      parameters: [listPath],
      env: gitVariables,
      abortSignal,
    });
    const commit = stdout.trim();
    return commit === 'none' ? undefined : commit;
  } finally {
    await sandbox.removeFile(listPath);
  }
}
