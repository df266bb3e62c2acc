import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkPaths } from './check-paths.ts';
import { comparePaths } from './compare-paths.ts';
import { decodeText, type RepositoryTexts } from './detection/repository-texts.ts';
import { detectEnvironment } from './detect-environment.ts';
import type { Environment } from './environment.ts';
import { checkMirrorName } from './mirror-name.ts';
import { resolveFiles } from './resolve-files.ts';
import type { Repository, RepositoryFile, RepositoryFileContent } from './repository.ts';

/** A file for {@link createMemoryRepository}: its content, as UTF-8 when text, alone or with its mode. */
export type MemoryFile =
  | string
  | Uint8Array
  | {
      readonly content: string | Uint8Array;
      /** @default '100644' */
      readonly mode?: RepositoryFile['mode'] | undefined;
    };

/** What {@link createMemoryRepository} makes a repository from. */
export type CreateMemoryRepositoryOptions = {
  /** The files by path. */
  readonly files: Readonly<Record<string, MemoryFile>>;
  /** @default what the files say, as for a checkout */
  readonly environment?: Environment | undefined;
  /** @default `memory__repository.<first 8 of the commit>` */
  readonly mirrorName?: string | undefined;
  /** 40 or 64 hexadecimal digits. @default 40 digits derived from paths, modes and contents */
  readonly commit?: string | undefined;
};

/**
 * Makes a repository from texts and bytes, without git or a disk; the same files give the same commit.
 *
 * @throws {InvalidArgumentError} when an option is malformed.
 * @throws {RepositoryError} when a path is unsafe.
 */
export function createMemoryRepository(options: CreateMemoryRepositoryOptions): Repository {
  const contents = Object.entries(options.files)
    .map(([path, file]) => readMemoryFile(path, file))
    .sort(comparePaths);
  const byPath = new Map(contents.map((file) => [file.path, file]));
  checkPaths(contents, repositoryPath);
  const commit = options.commit ?? hash(contents);
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(commit)) {
    throw new InvalidArgumentError({
      argument: 'commit',
      value: commit,
      expected: '40 or 64 lower-case hexadecimal digits',
    });
  }
  const mirrorName = options.mirrorName ?? `memory__repository.${commit.slice(0, 8)}`;
  checkMirrorName(mirrorName);
  if (options.environment !== undefined) checkEnvironment(options.environment);
  return {
    mirrorName,
    commit,
    environment: options.environment ?? detectEnvironment(toTexts(contents)),
    files: contents.map(({ path, mode }) => ({ path, mode })),
    async *readFiles(paths) {
      // Copies, so that no reader can change the repository.
      for (const file of resolveFiles(byPath, paths, repositoryPath)) {
        yield { path: file.path, mode: file.mode, content: file.content.slice() };
      }
    },
  };
}

/** Stands where errors name the directory. */
const repositoryPath = '(memory)';

const memoryFileSchema = z.union([
  z.string(),
  z.instanceof(Uint8Array),
  z.object({
    content: z.union([z.string(), z.instanceof(Uint8Array)]),
    mode: z.enum(['100644', '100755', '120000']).optional(),
  }),
]);

function readMemoryFile(path: string, value: MemoryFile): RepositoryFileContent {
  const file = memoryFileSchema.safeParse(value).data;
  if (file === undefined) {
    throw new InvalidArgumentError({
      argument: `files[${JSON.stringify(path)}]`,
      value,
      expected: 'text, bytes, or `{ content, mode? }` with a mode of 100644, 100755 or 120000',
    });
  }
  const content = typeof file === 'string' || file instanceof Uint8Array ? file : file.content;
  const mode = typeof file === 'string' || file instanceof Uint8Array ? undefined : file.mode;
  // `new Uint8Array` and not `slice`, which gives a `Buffer` a view of the same memory.
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  return { path, mode: mode ?? '100644', content: bytes };
}

function toTexts(files: readonly RepositoryFileContent[]): RepositoryTexts {
  const contents = new Map(
    files.filter(({ mode }) => mode !== '120000').map(({ path, content }) => [path, content]),
  );
  return {
    paths: new Set(contents.keys()),
    readText: (path) => {
      const content = contents.get(path);
      return content === undefined ? null : decodeText(content);
    },
  };
}

function hash(files: readonly RepositoryFileContent[]): string {
  const sum = createHash('sha1');
  for (const { path, mode, content } of files) {
    sum.update(`${mode} ${content.length} ${path}\0`).update(content);
  }
  return sum.digest('hex');
}
