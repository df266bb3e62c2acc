import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** What users can import: the sources of the entry points in package.json. */
export const entryFiles: readonly string[] = ['src/index.ts', 'src/testing/index.ts'];

/** Files with names an entry point exports, the entry points too; paths relative to the root, as given. */
export function findPublicFiles(root: string, files: readonly string[] = entryFiles): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    if (!existsSync(posix.join(root, file))) return;
    const source = readFileSync(posix.join(root, file), 'utf8');
    for (const [, specifier] of source.matchAll(/^export\b[^;'"]*\bfrom\s+'(\.[^']+)'/gm)) {
      if (specifier !== undefined) visit(posix.join(posix.dirname(file), specifier));
    }
  };
  files.forEach(visit);
  return [...found];
}
