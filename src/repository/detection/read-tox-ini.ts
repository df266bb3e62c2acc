import { parseIni } from './parse-ini.ts';
import type { ProjectFacts } from './project-facts.ts';
import { readTestenv } from './read-testenv.ts';

/** Reads `tox.ini`: what `[testenv]` installs for the tests. */
export function readToxIni(text: string): ProjectFacts {
  return readTestenv(parseIni(text));
}
