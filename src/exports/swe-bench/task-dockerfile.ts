import { sealStep } from '../../environments/git-steps.ts';
import { writeRunStep } from '../../environments/write-run-step.ts';
import { quoteForShell } from '../../repository/detection/quote-for-shell.ts';

/** Name of the patch in the folder of a task, which is where its image is built. */
export const bugPatchName = 'bug.patch';

const identity =
  'GIT_AUTHOR_NAME=bugsmith GIT_AUTHOR_EMAIL=bugsmith@localhost GIT_AUTHOR_DATE=2000-01-01T00:00:00Z ' +
  'GIT_COMMITTER_NAME=bugsmith GIT_COMMITTER_EMAIL=bugsmith@localhost GIT_COMMITTER_DATE=2000-01-01T00:00:00Z';

/**
 * Writes the Dockerfile that puts a bug into the image of its repository.
 *
 * What is left is a history of one commit with the bug in it and without the hidden tests, and no compiled code
 * from before.
 */
export function formatTaskDockerfile(image: string, hiddenFiles: readonly string[]): string {
  const removal = hiddenFiles.length === 0 ? '' : ` && rm -f -- ${hiddenFiles.map(quoteForShell).join(' ')}`;
  const steps = [
    `git apply --whitespace=nowarn /tmp/${bugPatchName} && rm /tmp/${bugPatchName}${removal}`,
    'find . -name .git -prune -o -name __pycache__ -prune -exec rm -rf {} +',
    `git add --all && export ${identity}` +
      ` && commit=$(git commit-tree -m 'Initial commit' "$(git write-tree)")` +
      ' && git symbolic-ref HEAD refs/heads/main && git update-ref refs/heads/main "$commit"',
  ];
  return [
    `FROM ${image}`,
    'USER root',
    'WORKDIR /testbed',
    `COPY ${bugPatchName} /tmp/${bugPatchName}`,
    ...steps.map(writeRunStep),
    sealStep,
    '',
  ].join('\n');
}
