import type { IniSections } from './parse-ini.ts';
import { noFacts, type ProjectFacts } from './project-facts.ts';
import { readRequirementLine } from './read-requirement-line.ts';

/** Reads `deps` of tox's `[testenv]`, wherever its sections stand. */
export function readTestenv(sections: IniSections): ProjectFacts {
  const lines = (sections.get('testenv')?.get('deps') ?? []).flatMap(
    (line) => readRequirementLine(line) ?? [],
  );
  return {
    ...noFacts,
    testRequirements: lines.flatMap((line) => ('requirement' in line ? [line.requirement] : [])),
    requirementFiles: lines.flatMap((line) => ('file' in line ? [line.file] : [])),
  };
}
