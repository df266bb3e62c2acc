import { RepositoryError } from '../errors/repository-error.ts';
import { findPathProblem } from '../patches/repository-path.ts';
import type { RepositoryFile } from './repository.ts';

/**
 * Refuses files that could reach outside the repository once written to a disk.
 *
 * @throws {RepositoryError} with reason `unsafe-path`.
 */
export function checkPaths(files: readonly RepositoryFile[], repositoryPath: string): void {
  const paths = new Set<string>();
  const links = new Set<string>();
  const refuse = (path: string, problem: string): never => {
    throw new RepositoryError(
      `The commit holds the unsafe path ${JSON.stringify(path.slice(0, 300))}: ${problem}. ` +
        'No usual tool writes such a commit; take the project from a source you trust.',
      { reason: 'unsafe-path', repositoryPath },
    );
  };
  for (const { path, mode } of files) {
    const problem = findDisguise(path) ?? findPathProblem(path);
    if (problem !== null) refuse(path, problem);
    if (paths.has(path)) refuse(path, 'the path occurs twice');
    paths.add(path);
    if (mode === '120000') links.add(foldCase(path));
  }
  for (const { path } of files) {
    for (const directory of directoriesOf(path)) {
      // Letter case does not matter for links: some file systems would follow `Link` for `link`.
      if (paths.has(directory) || (links.size > 0 && links.has(foldCase(directory)))) {
        refuse(path, `${JSON.stringify(directory)} is a file or a link, not a directory`);
      }
    }
  }
}

/** No common system writes longer ones. */
const maximumLength = 4096;

/** What git skips on macOS and Windows when it compares a name with `.git`. */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

function findDisguise(path: string): string | null {
  if (path.length > maximumLength) return `the path is longer than ${maximumLength} characters`;
  if (!path.isWellFormed()) return 'the path has half a surrogate pair';
  if (/^[a-z]:[\\/]/iu.test(path) || path.startsWith('\\')) return 'the path is absolute on Windows';
  for (const part of path.split(/[\\/]/u)) {
    const name = part
      .replace(ignorable, '')
      .replace(/:.*$/su, '')
      .replace(/[ .]+$/u, '');
    if (/^(?:\.git|git~1)$/iu.test(name)) return 'a part of the path can stand for `.git`';
    if (part === '..') return 'the path has a `..` part on Windows';
  }
  return null;
}

function foldCase(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function* directoriesOf(path: string): Generator<string> {
  for (let index = path.indexOf('/'); index !== -1; index = path.indexOf('/', index + 1)) {
    yield path.slice(0, index);
  }
}
