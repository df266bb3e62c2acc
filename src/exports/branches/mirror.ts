import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import { checkMirrorName } from '../../repository/mirror-name.ts';
import type { Repository, RepositoryFile } from '../../repository/repository.ts';
import type { PatchChanges } from '../../validation/read-changes.ts';
import { type CommittedFile, FastImport } from './fast-import.ts';
import { workGit } from './work-git.ts';

/** Name of the branch without bugs. */
export const cleanBranch = 'main';

const cleanAuthor = 'swesmith <swesmith@anon.com>';
const bugAuthor = 'swesmith <swesmith@swesmith.ai>';
/** Of every commit, so that the same files give the same commits: 1 January 2000, in seconds from 1970 on. */
const commitSeconds = 946_684_800;

/** A bare repository with the clean code on one branch and each bug on a branch of its own. */
export class Mirror {
  readonly repository: Repository;
  /** Where the bare repository is, until it is closed. */
  readonly directory: string;
  readonly #import: FastImport;
  readonly #clean: number;

  private constructor(repository: Repository, directory: string, running: FastImport, clean: number) {
    this.repository = repository;
    this.directory = directory;
    this.#import = running;
    this.#clean = clean;
  }

  /**
   * Begins a mirror with one commit of the repository's files, without what would run on GitHub.
   *
   * @throws {RepositoryError} when the repository cannot be read or git fails.
   */
  static async begin(repository: Repository, abortSignal: AbortSignal | undefined): Promise<Mirror> {
    checkMirrorName(repository.mirrorName);
    const directory = await mkdtemp(join(tmpdir(), 'bugsmith-mirror-'));
    let running: FastImport | undefined;
    try {
      const facts = { operation: 'make a repository', abortSignal };
      await workGit(
        directory,
        ['init', '--quiet', '--bare', '--template=', `--initial-branch=${cleanBranch}`, '.'],
        facts,
      );
      running = new FastImport(directory, abortSignal);
      const clean = await running.commit({
        branch: cleanBranch,
        author: cleanAuthor,
        seconds: commitSeconds,
        message: 'Initial commit',
        files: readCleanFiles(repository),
      });
      return new Mirror(repository, directory, running, clean);
    } catch (error) {
      await running?.close();
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** Adds the branch of an instance: a commit with the bug, and one without the files of the tests that find it. */
  async addBranch(instance: TaskInstance, changes: PatchChanges): Promise<void> {
    const facts = { branch: instance.instance_id, author: bugAuthor, seconds: commitSeconds };
    const files = toCommittedFiles(instance, changes, this.repository);
    await this.#import.commit({ ...facts, message: 'Bug Patch', from: this.#clean, files });
    const present = new Set(this.repository.files.map(({ path }) => path));
    for (const { path, content } of files) {
      if (content === null) present.delete(path);
      else present.add(path);
    }
    const removed = listTestFiles(instance).filter((path) => present.has(path));
    await this.#import.commit({
      ...facts,
      message: 'Remove F2P Tests',
      files: removed.map((path) => ({ path, mode: '100644', content: null })),
    });
  }

  /** Stores everything and gives the commit of each branch. */
  async finish(abortSignal: AbortSignal | undefined): Promise<ReadonlyMap<string, string>> {
    await this.#import.finish();
    abortSignal?.throwIfAborted();
    const listed = await workGit(
      this.directory,
      ['for-each-ref', '--format=%(objectname) %(refname:strip=2)', 'refs/heads/'],
      { operation: 'list the branches', abortSignal },
    );
    const lines = listed.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
    );
  }

  /** Removes the repository. */
  async close(): Promise<void> {
    await this.#import.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function* readCleanFiles(repository: Repository): AsyncGenerator<CommittedFile> {
  const paths = repository.files.map(({ path }) => path);
  const kept = paths.filter((path) => !/^\.github\/(?:workflows\/|dependabot\.y[^/]*$)/.test(path));
  yield* repository.readFiles(kept);
}

function toCommittedFiles(
  instance: TaskInstance,
  changes: PatchChanges,
  { files }: Repository,
): readonly CommittedFile[] {
  const modes = new Map<string, RepositoryFile['mode']>(files.map(({ path, mode }) => [path, mode]));
  const made = new Map(parsePatch(instance.patch).map(({ newPath, mode }) => [newPath, mode]));
  return [...changes].map(([path, text]) => ({
    path,
    mode: modes.get(path) ?? made.get(path) ?? '100644',
    content: text === null ? null : encodePatch(text),
  }));
}

function listTestFiles({ FAIL_TO_PASS }: TaskInstance): string[] {
  return [...new Set(FAIL_TO_PASS.map((test) => test.split('::', 1)[0] ?? ''))].sort();
}
