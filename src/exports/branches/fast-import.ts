import { once } from 'node:events';
import { execa } from 'execa';
import type { RepositoryFile } from '../../repository/repository.ts';
import { explainGitFailure } from '../../repository/git/git-failure.ts';
import { prepareWorkGit } from './work-git.ts';

/** A file as a commit has it from then on, or `null` where it is removed. */
export type CommittedFile = {
  readonly path: string;
  readonly mode: RepositoryFile['mode'];
  readonly content: Uint8Array | null;
};

/** A commit to be made. */
export type NewCommit = {
  readonly branch: string;
  /** Mark of the parent; without it, the tip the branch has so far. */
  readonly from?: number | undefined;
  readonly author: string;
  /** When, in seconds from 1970 on. */
  readonly seconds: number;
  readonly message: string;
  readonly files: AsyncIterable<CommittedFile> | Iterable<CommittedFile>;
};

type Importer = ReturnType<typeof startImporter>;

/** Makes commits through one `git fast-import`, which is some hundred times faster than a checkout for each. */
export class FastImport {
  readonly #directory: string;
  readonly #process: Importer;
  #mark = 0;
  #isOver = false;

  constructor(directory: string, abortSignal?: AbortSignal) {
    this.#directory = directory;
    this.#process = startImporter(directory, abortSignal);
    // A process that died is seen by its exit code.
    this.#process.stdin.on('error', () => undefined);
    void this.#process.then(() => {
      this.#isOver = true;
    });
  }

  /** Makes a commit and gives its mark. */
  async commit({ branch, from, author, seconds, message, files }: NewCommit): Promise<number> {
    this.#mark += 1;
    const identity = `${author} ${seconds} +0000`;
    const text = `${message}\n`;
    await this.#write(
      `commit refs/heads/${branch}\nmark :${this.#mark}\nauthor ${identity}\ncommitter ${identity}\n` +
        `data ${Buffer.byteLength(text)}\n${text}\n${from === undefined ? '' : `from :${from}\n`}`,
    );
    for await (const { path, mode, content } of files) {
      if (content === null) await this.#write(`D ${quote(path)}\n`);
      else {
        await this.#write(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`);
        await this.#write(content);
        await this.#write('\n');
      }
    }
    await this.#write('\n');
    return this.#mark;
  }

  /**
   * Waits until everything is stored.
   *
   * @throws {RepositoryError} when git failed.
   */
  async finish(): Promise<void> {
    this.#process.stdin.end('done\n');
    const { exitCode, code, stderr } = await this.#process;
    if (exitCode === 0) return;
    const failure = { exitCode, code, stderr: Buffer.from(stderr).toString() };
    throw explainGitFailure(failure, 'make the branches', this.#directory);
  }

  /** Ends the process, if it still runs. */
  async close(): Promise<void> {
    this.#process.kill();
    await this.#process;
  }

  async #write(piece: string | Uint8Array): Promise<void> {
    const { stdin } = this.#process;
    if (this.#isOver || stdin.write(piece)) return;
    await Promise.race([once(stdin, 'drain').catch(() => undefined), this.#process]);
  }
}

function startImporter(directory: string, abortSignal: AbortSignal | undefined) {
  const [argumentList, options] = prepareWorkGit(directory, ['fast-import', '--quiet', '--done']);
  return execa('git', argumentList, {
    ...options,
    reject: false,
    encoding: 'buffer',
    stdin: 'pipe',
    stdout: 'ignore',
    ...(abortSignal !== undefined && { cancelSignal: abortSignal }),
    forceKillAfterDelay: 500,
  });
}

function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
