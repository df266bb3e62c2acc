import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The virtual environment the set-up script makes, with pytest, some plug-ins of it and Hypothesis. */
export const testVenv: string = fileURLToPath(new URL('../../.cache/venv', import.meta.url));

/** Its Python. */
export const testPython: string = join(testVenv, 'bin', 'python');

if (!existsSync(testPython)) {
  throw new Error(`There is no Python at ${testPython}; run \`npm run setup\` to make it.`);
}
