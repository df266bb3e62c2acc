import { posix } from 'node:path';
import type { RepositoryTexts } from './repository-texts.ts';
import { readRequirementLine } from './read-requirement-line.ts';

const testFiles: readonly string[] = [
  'requirements/test.txt',
  'requirements/tests.txt',
  'requirements/testing.txt',
  'requirements-test.txt',
  'requirements-tests.txt',
  'requirements-testing.txt',
  'requirements_test.txt',
  'requirements_tests.txt',
  'test-requirements.txt',
  'test_requirements.txt',
  'test.requirements.txt',
  'tests/requirements.txt',
  'test/requirements.txt',
];

const developmentFiles: readonly string[] = [
  'requirements-dev.txt',
  'requirements_dev.txt',
  'requirements/dev.txt',
  'requirements/development.txt',
  'dev-requirements.txt',
  'dev_requirements.txt',
  'dev.requirements.txt',
];

/**
 * The requirement files to install: those named in configuration, the first for tests or else for
 * development, and `requirements.txt`; without those that an earlier one includes.
 */
export function listRequirementFiles(named: readonly string[], texts: RepositoryTexts): string[] {
  const forTests = [...testFiles, ...developmentFiles].find((file) => texts.paths.has(file));
  const wanted = [...named, forTests, 'requirements.txt'].filter((file) => file !== undefined);
  const chosen: string[] = [];
  const covered = new Set<string>();
  for (const file of wanted) {
    const path = posix.normalize(file);
    if (!texts.paths.has(path) || covered.has(path)) continue;
    chosen.push(path);
    for (const included of walkIncludes(path, texts)) covered.add(included);
  }
  return chosen;
}

/** Every requirement in a file and in those it includes. */
export function readRequirements(file: string, texts: RepositoryTexts): string[] {
  return [...walkIncludes(file, texts)].flatMap((path) =>
    readLines(path, texts).flatMap((line) => ('requirement' in line ? [line.requirement] : [])),
  );
}

/** A file and all it includes by `-r`, which pip takes as relative to the including file. */
function walkIncludes(file: string, texts: RepositoryTexts): Set<string> {
  const seen = new Set([file]);
  for (const path of seen) {
    for (const line of readLines(path, texts)) {
      if ('file' in line) seen.add(posix.join(posix.dirname(path), line.file));
    }
  }
  return seen;
}

function readLines(
  path: string,
  texts: RepositoryTexts,
): NonNullable<ReturnType<typeof readRequirementLine>>[] {
  const lines = texts.readText(path)?.split(/\r\n|\r|\n/u) ?? [];
  return lines.flatMap((line) => readRequirementLine(line) ?? []);
}
