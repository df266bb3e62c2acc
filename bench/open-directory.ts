import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Repository } from 'bugsmith';

/** Any directory as a repository, read file by file when asked; a source of files other than git. */
export function openDirectory(directory: string): Repository {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return {
    mirrorName: 'directory.00000000',
    commit: '0'.repeat(40),
    environment: { install: [], testCommand: 'python -m pytest' },
    files: paths.map((path) => ({ path, mode: '100644' })),
    async *readFiles(wanted) {
      for (const path of wanted)
        yield { path, mode: '100644', content: await readFile(join(directory, path)) };
    },
  };
}
