import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import type { Repository, RepositoryFileContent } from '../../src/repository/repository.ts';

const made: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A directory that is gone after the test. */
export function makeDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bugsmith-repository-')));
  made.push(directory);
  return directory;
}

const fixedEnvironment = {
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_AUTHOR_DATE: '2020-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.org',
  GIT_COMMITTER_DATE: '2020-01-02T03:04:05Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ALLOW_PROTOCOL: 'file',
};

/** Runs git as a user would and gives what it prints, without the newline at its end. */
export function git(directory: string, ...commandArguments: readonly string[]): string {
  return gitWithInput(directory, '', ...commandArguments);
}

function gitWithInput(
  directory: string,
  input: string | Uint8Array,
  ...commandArguments: readonly string[]
): string {
  const env = { PATH: realPath, ...fixedEnvironment };
  return execFileSync('git', commandArguments, { cwd: directory, input, env, stdio: 'pipe' })
    .toString()
    .trimEnd();
}

// Kept from before any test replaces it.
const realPath = process.env['PATH'] ?? '';

type Files = Readonly<Record<string, string | Uint8Array | { link: string } | { executable: string }>>;

/** Writes files into a working tree, without committing them. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, file] of Object.entries(files)) {
    const place = join(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof file === 'string' || file instanceof Uint8Array) writeFileSync(place, file);
    else if ('link' in file) symlinkSync(file.link, place);
    else {
      writeFileSync(place, file.executable);
      chmodSync(place, 0o755);
    }
  }
}

/** Commits everything in a working tree and gives the commit's id. */
export function commitFiles(directory: string, files: Files, message = 'Change'): string {
  writeFiles(directory, files);
  git(directory, 'add', '--all', '--force');
  git(directory, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A checkout with one commit. */
export function makeCheckout(
  files: Files,
  { directory = makeDirectory() }: { directory?: string } = {},
): string {
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '--quiet', '--initial-branch=main');
  commitFiles(directory, files);
  return directory;
}

/** Commits a tree git itself would refuse to make; the names are taken as they are. */
export function commitRawTree(
  directory: string,
  entries: readonly { mode: string; name: string | Uint8Array; id: string }[],
): string {
  const tree = writeRawTree(directory, entries);
  return git(directory, 'commit-tree', '-m', 'Crafted', tree);
}

export function writeRawTree(
  directory: string,
  entries: readonly { mode: string; name: string | Uint8Array; id: string }[],
): string {
  const bytes = entries.flatMap(({ mode, name, id }) => [
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    Buffer.from(id, 'hex'),
  ]);
  return gitWithInput(
    directory,
    Buffer.concat(bytes),
    'hash-object',
    '-t',
    'tree',
    '-w',
    '--literally',
    '--stdin',
  );
}

export function writeBlob(directory: string, content: string | Uint8Array): string {
  return gitWithInput(directory, content, 'hash-object', '-w', '--stdin');
}

/** Sums up a directory: every name, mode, time of change and content below it. */
export function hashDirectory(directory: string): string {
  const sum = createHash('sha256');
  for (const name of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()]) {
    const place = join(directory, name);
    const facts = lstatSync(place);
    sum.update(`${name}\0${facts.mode}\0${facts.size}\0${facts.mtimeMs}\0`);
    if (facts.isSymbolicLink()) sum.update(readlinkSync(place));
    else if (facts.isFile()) sum.update(readFileSync(place));
  }
  return sum.digest('hex');
}

/** Puts a shell script before git on the PATH; `"$GIT" "$@"` in it runs the real one. */
export function wrapGit(script: string): void {
  const directory = makeDirectory();
  const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
  writeFiles(directory, { git: { executable: `#!/bin/sh\nGIT='${real}'\n${script}\n` } });
  vi.stubEnv('PATH', `${directory}${delimiter}${realPath}`);
}

/** Reads all files, or those asked for, as text by path. */
export async function readTexts(
  repository: Repository,
  paths: Iterable<string> = repository.files.map(({ path }) => path),
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { path, content } of repository.readFiles(paths))
    texts[path] = Buffer.from(content).toString();
  return texts;
}

/** Reads files one after the other. */
export async function readAll(
  repository: Repository,
  paths: Iterable<string>,
): Promise<RepositoryFileContent[]> {
  const files: RepositoryFileContent[] = [];
  for await (const file of repository.readFiles(paths)) files.push(file);
  return files;
}

/** The error a promise is rejected with. */
export async function catchError(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
}
