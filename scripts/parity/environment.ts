import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const inFolder = (name: string): string => join(import.meta.dirname, name);

/** Says what is in the environment. */
export const requirements: string = inFolder('requirements.txt');

/**
 * What is installed in folders beside the environment, without what it needs: SWE-smith is of another time than the
 * newest SWE-bench, which it cannot be imported with.
 */
export const besides: readonly { readonly file: string; readonly folder: string }[] = [
  { file: inFolder('requirements-swebench-4.txt'), folder: 'swebench-4' },
  { file: inFolder('requirements-swesmith-2025.txt'), folder: 'swesmith-2025' },
];

/** The environment with the ecosystem's own packages, in the cache; another for other versions. */
export const directory: string = join(
  process.env['BUGSMITH_CACHE'] ?? join(homedir(), '.cache', 'bugsmith'),
  'parity',
  createHash('sha256')
    .update(
      [requirements, ...besides.map(({ file }) => file)].map((path) => readFileSync(path, 'utf8')).join('\0'),
    )
    .digest('hex')
    .slice(0, 12),
);

export const venv: string = join(directory, 'venv');
export const python: string = join(venv, 'bin', 'python');
/** Written when everything is there. */
export const stamp: string = join(directory, 'complete');
