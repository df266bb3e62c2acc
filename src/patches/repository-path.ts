import { encodePatch } from './patch-bytes.ts';

/** What file systems take, in bytes. */
const longestPath = 4096;
const longestPart = 255;

/**
 * Why a path may not name a file of a repository, or `null` when it may.
 *
 * Allowed is a non-empty POSIX path relative to the root that stays inside it and outside `.git`.
 */
export function findPathProblem(path: string): string | null {
  if (path === '') return 'the path is empty';
  if (path.includes('\0')) return 'the path holds a NUL character';
  if (path.startsWith('/')) return 'the path is absolute';
  if (path.length > longestPath) return 'the path is too long';
  const parts = path.split('/');
  if (parts.some((part) => encodePatch(part).length > longestPart)) return 'a part of the path is too long';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'the path has an empty, `.` or `..` part';
  }
  // Case-insensitive file systems take these for the same directory.
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'the path leads into `.git`';
  return null;
}
