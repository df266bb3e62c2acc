import { execa } from 'execa';
import { RepositoryError } from '../../errors/repository-error.ts';
import type { RepositoryFileContent } from '../repository.ts';
import { BatchReader } from './batch-reader.ts';
import { explainGitFailure, missingRemedy } from './git-failure.ts';
import type { TreeFile } from './list-tree.ts';
import { prepareGit } from './prepare-git.ts';

/**
 * Reads the contents of files through one `git cat-file --batch`, which ends with the loop over them.
 *
 * Git waits while the consumer does: at most one content and what a pipe holds are in memory.
 *
 * @throws {RepositoryError} with reason `missing-objects`, or when git fails.
 */
export async function* readBlobs(
  directory: string,
  files: readonly TreeFile[],
): AsyncGenerator<RepositoryFileContent, void, undefined> {
  if (files.length === 0) return;
  const [argumentList, options] = prepareGit(directory, ['cat-file', '--batch']);
  const subprocess = execa('git', argumentList, {
    ...options,
    stdin: listObjectIds(files),
    buffer: { stdout: false, stderr: true },
  });
  const reader = new BatchReader(subprocess.stdout);
  let isDone = false;
  try {
    for (const { path, mode, objectId } of files) {
      const object = await reader.next();
      if (object === 'ended') {
        const { exitCode, code, stderr } = await subprocess;
        const failure = { exitCode, code, stderr: new TextDecoder().decode(stderr) };
        throw explainGitFailure(failure, `read \`${path}\``, directory);
      }
      if (object.type === 'blob') yield { path, mode, content: object.content };
      else throw describeWrongObject(object.type, { path, objectId, directory });
    }
    isDone = true;
  } finally {
    // At the end git leaves by itself; killing it then could only hide a failure.
    if (!isDone) {
      subprocess.kill();
      // What was not read would keep the process from being over.
      subprocess.stdout.destroy();
    }
    await subprocess;
  }
}

function* listObjectIds(files: readonly TreeFile[]): Generator<string, void, undefined> {
  for (const { objectId } of files) yield `${objectId}\n`;
}

function describeWrongObject(
  type: string,
  facts: { readonly path: string; readonly objectId: string; readonly directory: string },
): RepositoryError {
  const { path, objectId, directory } = facts;
  return type === 'missing'
    ? new RepositoryError(
        `The content of \`${path}\` (${objectId}) is missing in \`${directory}\`. ${missingRemedy}`,
        { reason: 'missing-objects', repositoryPath: directory },
      )
    : new RepositoryError(
        `The file \`${path}\` (${objectId}) of \`${directory}\` is recorded as a ${type}. ` +
          'The commit is damaged: clone the repository again.',
        { reason: 'git-failed', repositoryPath: directory },
      );
}
