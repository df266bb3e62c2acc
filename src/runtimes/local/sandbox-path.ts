import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { nullWhenMissing } from '../shared/system-error.ts';

/** The two directories of a sandbox whose files can be named. */
export type SandboxDirectories = { readonly workingDirectory: string; readonly temporaryDirectory: string };

/** A path of a sandbox after every part of it was looked at. */
export type LocatedPath = {
  readonly absolutePath: string;
  /** What is there, not followed when it is a symbolic link; `null` when nothing is. */
  readonly stats: Stats | null;
  /** Directories on the way that do not exist yet, outermost first. */
  readonly missingDirectories: readonly string[];
  /** File that stands where the path needs a directory. */
  readonly obstacle: string | null;
};

/**
 * Finds what a path names without following symbolic links.
 *
 * @throws {InvalidArgumentError} when it leads outside, names one of the two directories themselves, or goes
 *   through a symbolic link.
 */
export async function locatePath(path: string, directories: SandboxDirectories): Promise<LocatedPath> {
  const absolutePath = resolveInside(path, directories);
  const root = [directories.workingDirectory, directories.temporaryDirectory].find((directory) =>
    absolutePath.startsWith(`${directory}/`),
  );
  if (root === undefined) throw invalidPath(path, 'inside the working or the temporary directory');
  // Commands can replace the directories themselves and the sandbox's, so the walk starts above them.
  let current = dirname(dirname(root));
  const walked = posix.relative(current, absolutePath).split('/');
  const missingDirectories: string[] = [];
  for (const part of walked.slice(0, -1)) {
    current = posix.join(current, part);
    const stats = await nullWhenMissing(lstat(current));
    if (stats?.isSymbolicLink() === true) throw invalidPath(path, 'free of symbolic links');
    if (stats === null) missingDirectories.push(current);
    else if (!stats.isDirectory()) {
      return { absolutePath, stats: null, missingDirectories, obstacle: current };
    }
  }
  const stats = await nullWhenMissing(lstat(absolutePath));
  return { absolutePath, stats, missingDirectories, obstacle: null };
}

export function invalidPath(path: string, expected: string): InvalidArgumentError {
  return new InvalidArgumentError({ argument: 'path', value: path, expected: `a path ${expected}` });
}

function resolveInside(path: string, { workingDirectory }: SandboxDirectories): string {
  if (path === '' || path.includes('\0')) {
    throw invalidPath(path, 'that is not empty and has no NUL character');
  }
  return posix.resolve(workingDirectory, path);
}
