import { posix } from 'node:path';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { Container, PathFacts } from './container.ts';
import { createDockerError } from './docker-error.ts';
import type { PreparedImage } from './prepare-image.ts';
import { runScript } from './run-script.ts';
import { committedSeconds, layout } from './sandbox-layout.ts';
import { readSingleFile } from './tar/read-single-file.ts';
import { createTar, type TarEntry } from './tar/write-tar.ts';

/** Larger files are not read: their bytes would have to be held in memory. */
const mostBytes = 268_435_456;

const removeScript = `
rm -rf -- "$1" 2>/dev/null && exit
find "$1" -type d ! -perm -700 -exec chmod u+rwx {} \\;
rm -rf -- "$1"
`;

/** A path of a sandbox after every part of it was looked at. */
type LocatedPath = {
  readonly absolutePath: string;
  readonly facts: PathFacts | null;
  /** Innermost directory on the way that exists. */
  readonly directory: string;
  /** File that stands where the path needs a directory. */
  readonly obstacle: string | null;
};

/** The files of a sandbox, reached through the engine: no program of the container is asked, except to remove. */
export class SandboxFiles {
  readonly #container: Container;
  readonly #image: PreparedImage;
  readonly #workingDirectory: string;
  #writeCount = 0;

  constructor(container: Container, image: PreparedImage, workingDirectory: string) {
    this.#container = container;
    this.#image = image;
    this.#workingDirectory = workingDirectory;
  }

  async read(path: string): Promise<Uint8Array | null> {
    const { absolutePath, facts } = await this.#locate(path);
    if (facts === null) return null;
    if (facts.kind !== 'file') throw invalidPath(path, 'of a regular file');
    if (facts.size > mostBytes) {
      throw createDockerError({
        operation: `read \`${path}\``,
        reason: `it has ${facts.size} bytes`,
        remedy: `Files of more than ${mostBytes} bytes are not read; let the command write less.`,
      });
    }
    const content = readSingleFile(await this.#container.pack(absolutePath));
    if (content === null) throw invalidPath(path, 'of a regular file');
    // Its own memory, without the rest of the archive.
    return new Uint8Array(content);
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    const { absolutePath, facts, directory, obstacle } = await this.#locate(path);
    if (obstacle !== null) throw invalidPath(path, `of a file (\`${obstacle}\` is not a directory)`);
    if (facts !== null && facts.kind !== 'file') throw invalidPath(path, 'of a regular file');
    const { userId, groupId } = this.#image;
    // A time no earlier write had, and no clock: Python tells changed sources by their whole seconds.
    this.#writeCount += 1;
    const shared = { userId, groupId, modifiedSeconds: committedSeconds + this.#writeCount };
    const parts = absolutePath.slice(directory.length + 1).split('/');
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const entries = parts.map((_, index): TarEntry => {
      const entryPath = parts.slice(0, index + 1).join('/');
      return index < parts.length - 1
        ? { ...shared, path: entryPath, type: 'directory', mode: 0o755, content: new Uint8Array() }
        : { ...shared, path: entryPath, type: 'file', mode: facts?.mode ?? 0o644, content: bytes };
    });
    await this.#container.unpack(createTar(entries), directory);
  }

  async remove(path: string): Promise<void> {
    const { absolutePath, facts } = await this.#locate(path);
    if (facts === null) return;
    const { exitCode, stderr } = await runScript(this.#container, {
      script: removeScript,
      parameters: [absolutePath],
      user: this.#image.user,
      timeoutMs: 60_000,
    });
    if (exitCode === 0) return;
    throw createDockerError({
      operation: `remove \`${path}\``,
      reason: stderr.trim().slice(-1000) || `exit code ${exitCode}`,
      remedy: 'Check that no command took away the permissions of the directory it is in.',
    });
  }

  async #locate(path: string): Promise<LocatedPath> {
    const absolutePath = this.#resolve(path);
    const root = [this.#workingDirectory, layout.temporary].find((directory) =>
      absolutePath.startsWith(`${directory}/`),
    );
    if (root === undefined) throw invalidPath(path, 'inside the working or the temporary directory');
    const parts = absolutePath.slice(root.length + 1).split('/');
    const directories = parts.map((_, index) => [root, ...parts.slice(0, index)].join('/'));
    // All at once; what lies below a file or a link is not looked at, so its failures do not matter.
    const requests = [...directories, absolutePath].map((one) => this.#find(one));
    await Promise.allSettled(requests);
    let directory = root;
    for (const [index, current] of directories.entries()) {
      const facts = await requests[index];
      if (facts?.kind === 'link') throw invalidPath(path, 'free of symbolic links');
      if (facts === undefined || facts === null) {
        if (current === root) await this.#assertRunning();
        return { absolutePath, facts: null, directory, obstacle: null };
      }
      if (facts.kind !== 'directory') return { absolutePath, facts: null, directory, obstacle: current };
      directory = current;
    }
    return { absolutePath, facts: (await requests.at(-1)) ?? null, directory, obstacle: null };
  }

  async #find(path: string): Promise<PathFacts | null> {
    const facts = await this.#container.findPath(path);
    if (facts !== 'unknown') return facts;
    const { user } = this.#image;
    const test = { script: '[ -L "$1" ]', parameters: [path], user, timeoutMs: 60_000 };
    const { exitCode } = await runScript(this.#container, test);
    return exitCode === 0 ? { kind: 'link', size: 0, mode: 0o777 } : null;
  }

  /** Without its container, nothing is anywhere. */
  async #assertRunning(): Promise<void> {
    if (await this.#container.isRunning()) return;
    throw createDockerError({
      operation: 'reach the files of a sandbox',
      reason: 'its container is not running',
      remedy: 'Something else stopped it, or the engine was restarted; create a new sandbox.',
      isRetryable: true,
    });
  }

  #resolve(path: string): string {
    if (path === '' || path.includes('\0') || !path.isWellFormed()) {
      throw invalidPath(path, 'that is not empty, has no NUL character and no half of a surrogate pair');
    }
    return posix.resolve(this.#workingDirectory, path);
  }
}

function invalidPath(path: string, expected: string): InvalidArgumentError {
  return new InvalidArgumentError({ argument: 'path', value: path, expected: `a path ${expected}` });
}
