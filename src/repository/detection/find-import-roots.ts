import { posix } from 'node:path';

/**
 * The directories modules are imported from: `src` when it holds modules or packages without being a
 * package itself, those the project names, and the root.
 */
export function findImportRoots(paths: ReadonlySet<string>, named: readonly string[]): string[] {
  const roots = new Set<string>();
  const directories = named.map((directory) => posix.normalize(directory).replace(/\/$/u, ''));
  if (directories.includes('src') || looksLikeSource(paths)) roots.add('src');
  for (const directory of directories) {
    if (holdsFiles(paths, directory)) roots.add(directory);
  }
  if (!holdsFiles(paths, 'src')) roots.delete('src');
  // Added last even when the project names it.
  roots.delete('.');
  return [...roots, '.'];
}

function looksLikeSource(paths: ReadonlySet<string>): boolean {
  if (paths.has('src/__init__.py')) return false;
  for (const path of paths) {
    if (/^src\/(?:[^/]+\/__init__|[^/]+)\.py$/u.test(path)) return true;
  }
  return false;
}

/** Also refuses what leads out of the repository, as no path of it begins so. */
function holdsFiles(paths: ReadonlySet<string>, directory: string): boolean {
  for (const path of paths) if (path.startsWith(`${directory}/`)) return true;
  return false;
}
