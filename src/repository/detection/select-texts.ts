/** Files at the root whose content says something about the environment. */
const configurationFiles = new Set([
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'tox.ini',
  'pytest.ini',
  '.pytest.ini',
]);

const maximumTestFiles = 20;
const maximumRequirementFiles = 50;

/** Chooses the files worth reading: configuration, requirement files, and a few of the tests. */
export function selectTexts(paths: Iterable<string>): string[] {
  const configuration: string[] = [];
  const requirements: string[] = [];
  const tests: string[] = [];
  for (const path of paths) {
    if (configurationFiles.has(path)) configuration.push(path);
    else if (isRequirementFile(path) && requirements.length < maximumRequirementFiles)
      requirements.push(path);
    else if (isTestFile(path) && tests.length < maximumTestFiles) tests.push(path);
  }
  return [...configuration, ...requirements, ...tests];
}

/** Whether the name is one that pytest or unittest would collect. */
export function isTestFile(path: string): boolean {
  return /(?:^|\/)(?:test[^/]*|[^/]*_tests?|conftest)\.py$/u.test(path);
}

function isRequirementFile(path: string): boolean {
  return /^(?:[^/]+\/){0,2}[^/]*requirements?[^/]*\.(?:txt|in)$|^requirements\/[^/]+\.(?:txt|in)$/u.test(
    path,
  );
}
