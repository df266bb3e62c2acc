import { parseIni } from './parse-ini.ts';
import type { ProjectFacts } from './project-facts.ts';
import { keepRequirements } from './read-requirement-line.ts';
import { readTestenv } from './read-testenv.ts';

/**
 * Reads `setup.cfg`: setuptools' `[metadata]` and `[options]`, and a `[testenv]` of tox.
 *
 * `isBuildable` here says that it names the project; pip also wants a `setup.py` or `pyproject.toml`.
 */
export function readSetupCfg(text: string): ProjectFacts {
  const sections = parseIni(text);
  const options = sections.get('options');
  const tox = readTestenv(sections);
  const extras = [...(sections.get('options.extras_require') ?? [])];
  const packageDirectories = (options?.get('package_dir') ?? []).flatMap((line) => line.split(','));
  return {
    isBuildable: sections.get('metadata')?.has('name') ?? false,
    requiresPython: options?.get('python_requires')?.join(',') ?? null,
    extras: new Map(extras.map(([name, lines]) => [name, keepRequirements(splitList(lines))])),
    testRequirements: [
      ...keepRequirements(splitList(options?.get('tests_require') ?? [])),
      ...tox.testRequirements,
    ],
    requirementFiles: tox.requirementFiles,
    sourceDirectories: [
      ...packageDirectories.flatMap((line) => /^\s*=\s*(\S+)\s*$/u.exec(line)?.[1] ?? []),
      ...(sections.get('options.packages.find')?.get('where') ?? []),
    ],
  };
}

/** Setuptools also parts a list of requirements given on one line by `;`, unless it begins a marker. */
function splitList(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(/;(?=\s*[A-Za-z0-9][\w.-]*\s*(?:$|;|[<>=!~]=?\s*\d))/u));
}
