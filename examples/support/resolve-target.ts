import { hash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

/** Files are committed with this date and author, so that the commit of the same files is always the same. */
const gitIdentity = {
  GIT_AUTHOR_NAME: 'bugsmith',
  GIT_AUTHOR_EMAIL: 'bugsmith@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'bugsmith',
  GIT_COMMITTER_EMAIL: 'bugsmith@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

/**
 * Finds the git checkout a target names, making it under `cacheDirectory` where there is none yet.
 *
 * Targets: `pypi:NAME` or `pypi:NAME==VERSION` (a source distribution), a git URL, or a directory; one that
 * is no git checkout is copied and committed.
 */
export async function resolveTarget(target: string, cacheDirectory: string): Promise<string> {
  if (target.startsWith('pypi:')) return downloadFromPypi(target.slice('pypi:'.length), cacheDirectory);
  if (/^(?:https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(target))
    return cloneOnce(target, cacheDirectory);
  const isDirectory = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory)
    throw new Error(`\`${target}\` is no directory. Give a path, a git URL, or pypi:NAME==VERSION.`);
  const { exitCode } = await execa('git', ['-C', target, 'rev-parse', '--verify', '--quiet', 'HEAD'], {
    reject: false,
  });
  const topLevel = await execa('git', ['-C', target, 'rev-parse', '--show-prefix'], { reject: false });
  return exitCode === 0 && topLevel.stdout === '' ? target : commitCopy(target, cacheDirectory);
}

/** The source distribution of a package, unpacked and committed. */
async function downloadFromPypi(requirement: string, cacheDirectory: string): Promise<string> {
  if (!/^[A-Za-z0-9][\w.-]*(?:==[\w.!+-]+)?$/.test(requirement)) {
    throw new Error(`\`${requirement}\` is no package. Write pypi:NAME or pypi:NAME==VERSION.`);
  }
  const destination = join(cacheDirectory, requirement.replace('==', '-'));
  if (await exists(destination)) return destination;
  await mkdir(cacheDirectory, { recursive: true });
  const working = await mkdtemp(join(cacheDirectory, 'download-'));
  try {
    const download = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-binary',
      ':all:',
      '--no-deps',
      '--dest',
      working,
    ];
    await retry(() => execa('python3', [...download, requirement]));
    const archive = (await readdir(working)).find((name) => /\.(?:tar\.gz|tgz|zip)$/.test(name));
    if (archive === undefined) throw new Error(`${requirement} has no source distribution.`);
    await mkdir(join(working, 'unpacked'));
    // The archive's owner would make git distrust the files where it is run by root.
    await (archive.endsWith('.zip')
      ? execa('python3', ['-m', 'zipfile', '-e', archive, 'unpacked'], { cwd: working })
      : execa('tar', ['--extract', '--no-same-owner', '--file', archive, '--directory', 'unpacked'], {
          cwd: working,
        }));
    const [root] = await readdir(join(working, 'unpacked'));
    if (root === undefined) throw new Error(`The source distribution of ${requirement} is empty.`);
    await commitAll(join(working, 'unpacked', root));
    await rename(join(working, 'unpacked', root), destination);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
  return destination;
}

async function cloneOnce(url: string, cacheDirectory: string): Promise<string> {
  const name = basename(url.replace(/\/+$/, ''), '.git');
  const destination = join(cacheDirectory, hash('sha256', url).slice(0, 12), name);
  if (await exists(destination)) return destination;
  await mkdir(dirname(destination), { recursive: true });
  await retry(() => execa('git', ['clone', '--quiet', '--', url, destination]));
  return destination;
}

async function commitCopy(directory: string, cacheDirectory: string): Promise<string> {
  const source = resolve(directory);
  // Two directories of the same name are two projects.
  const destination = join(cacheDirectory, hash('sha256', source).slice(0, 12), basename(source));
  await rm(destination, { recursive: true, force: true });
  const isWanted = (path: string): boolean =>
    !/(?:^|\/)(?:__pycache__|\.pytest_cache|\.git)(?:\/|$)/.test(path.slice(source.length));
  await cp(source, destination, { recursive: true, filter: isWanted });
  await commitAll(destination);
  return destination;
}

async function commitAll(directory: string): Promise<void> {
  const git = async (...options: string[]): Promise<void> => {
    await execa('git', ['-c', 'core.autocrlf=false', '-c', 'commit.gpgSign=false', ...options], {
      cwd: directory,
      env: gitIdentity,
    });
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--no-verify', '--message', 'Import');
}

async function retry<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let left = 2; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
