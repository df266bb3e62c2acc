const author = 'bugsmith';
const time = '2000-01-01T00:00:00Z';

/**
 * Makes the working directory a git repository with one commit that records every file byte for byte,
 * whatever the attributes of the repository's own and the git configuration of the image say.
 */
export const commitStep: string = joinCommands([
  'export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null',
  `export GIT_AUTHOR_NAME=${author} GIT_AUTHOR_EMAIL=${author}@localhost GIT_AUTHOR_DATE=${time}`,
  `export GIT_COMMITTER_NAME=${author} GIT_COMMITTER_EMAIL=${author}@localhost GIT_COMMITTER_DATE=${time}`,
  'git init --quiet --template=',
  'git symbolic-ref HEAD refs/heads/main',
  'mkdir -p .git/info',
  "echo '* -text -ident !eol !filter !working-tree-encoding' > .git/info/attributes",
  'git add --all --force',
  "git -c core.logAllRefUpdates=false commit --quiet --no-verify --message='Initial commit'",
]);

/** Leaves that commit as all there is, and what was installed beside the files ignored. */
export const sealStep: string = joinCommands([
  'export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null',
  'git remote | while read -r name; do git remote remove "$name"; done',
  "git for-each-ref --format='delete %(refname)' | sed '/^delete refs.heads.main$/d' | git update-ref --stdin",
  'rm -rf .git/logs .git/FETCH_HEAD .git/ORIG_HEAD .git/MERGE_HEAD .git/shallow .git/objects/info/alternates',
  'git -c core.quotePath=false ls-files --others --exclude-standard --directory ' +
    "| sed 's/[][*?\\]/\\\\&/g; s/^/\\//' >> .git/info/exclude",
  'git gc --quiet --prune=now',
  'if [ "$(git rev-list --count --all)" != 1 ]; then echo "An install command made a commit." >&2; exit 1; fi',
]);

function joinCommands(commands: readonly string[]): string {
  return `RUN ${commands.join(' \\\n && ')}`;
}
