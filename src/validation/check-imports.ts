import { BaselineError } from '../errors/baseline-error.ts';
import { findLanguage } from '../languages/find-language.ts';
import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { createSuiteEnv, importRoots } from './run-suite.ts';

/** Prints where top-level modules would be imported from, without importing them. */
const probe = `
import importlib.util, json, os, sys
found = {}
for name in sys.argv[1:]:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        continue
    if spec is not None and spec.origin is not None:
        found[name] = os.path.realpath(spec.origin)
print(json.dumps(found))
`;

const advice =
  'An editable installation, an installed or compiled copy, or another entry of `sys.path` comes first. Set ' +
  '`environment.importRoots` to the directories modules are imported from, and install the project without `-e`.';

/**
 * Makes sure that the tests run the code in the sandbox, and not a copy installed elsewhere, which no
 * candidate could break: no module of the repository may come from elsewhere, and at least one must come from
 * the sandbox.
 *
 * `modules` are those the suite imported, where the parser knows them; otherwise Python is asked where it
 * would import the repository's top-level modules from. An environment with an empty list of `importRoots`
 * says that the tests import nothing of the repository themselves, as when they only run its programs; then
 * nothing is checked.
 *
 * @throws {BaselineError} when the tests run other code, or none of the repository's.
 */
export async function checkImports(
  modules: ReadonlyMap<string, string> | undefined,
  sandbox: Sandbox,
  repository: Repository,
): Promise<void> {
  if (repository.environment.importRoots?.length === 0) return;
  const expected = listModules(repository);
  const imported = modules ?? (await askPython(sandbox, repository, expected));
  const sources = new Set([...expected.values()].flat().map((path) => `${sandbox.workingDirectory}/${path}`));
  for (const [name, path] of imported) {
    const paths = expected.get(name);
    // A module may stand in for another of the repository; what counts is whose code it is.
    if (paths === undefined || sources.has(path)) continue;
    throw wrongCode(
      `The tests do not run the code under test: \`${name}\` was imported from \`${path}\` instead of ` +
        `\`${paths.join('` or `')}\` in the sandbox. ${advice}`,
    );
  }
  if (![...imported.values()].some((path) => sources.has(path))) {
    throw wrongCode(
      'The tests do not run the code under test: no module of the repository was imported from the sandbox. ' +
        `${advice} If the tests only run programs and import nothing themselves, set it to an empty list.`,
    );
  }
}

function wrongCode(message: string, outputTail = ''): BaselineError {
  return new BaselineError(message, { reason: 'wrong-code', outputTail });
}

/** The repository's modules by dotted name, with the files they may come from. */
function listModules(repository: Repository): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const { path, mode } of repository.files) {
    if (mode === '120000' || findLanguage(path)?.isTestFile(path) !== false) continue;
    for (const root of importRoots(repository)) {
      const prefix = root === '.' ? '' : `${root}/`;
      if (!path.startsWith(prefix)) continue;
      const name = path
        .slice(prefix.length)
        .replace(/(?:\/__init__)?\.py$/, '')
        .replaceAll('/', '.');
      modules.set(name, [...(modules.get(name) ?? []), path]);
    }
  }
  return modules;
}

async function askPython(
  sandbox: Sandbox,
  repository: Repository,
  expected: ReadonlyMap<string, unknown>,
): Promise<Map<string, string>> {
  const names = [...expected.keys()].filter((name) => !name.includes('.'));
  const result = await sandbox.exec({
    command: ['python3', '-c', probe, ...names],
    env: createSuiteEnv(sandbox, repository),
    timeoutMs: 60_000,
  });
  try {
    return new Map(Object.entries(JSON.parse(result.stdout) as Record<string, string>));
  } catch {
    throw wrongCode(
      'It cannot be checked that the tests run the code in the sandbox: `python3` did not start there. Put it ' +
        'on the PATH of the sandbox, or use a parser that reports imported modules, such as `pytestParser()`.',
      result.stderr.slice(-2000),
    );
  }
}
