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

/**
 * Makes sure that the tests run the code in the sandbox, and not a copy installed elsewhere, which no
 * candidate could break.
 *
 * `modules` are those the suite imported, where the parser knows them; otherwise Python is asked where it
 * would import the repository's top-level modules from.
 *
 * @throws {BaselineError} when a module of the repository comes from anywhere else.
 */
export async function checkImports(
  modules: ReadonlyMap<string, string> | undefined,
  sandbox: Sandbox,
  repository: Repository,
): Promise<void> {
  const expected = listModules(repository);
  const imported = modules ?? (await askPython(sandbox, repository, expected));
  for (const [name, path] of imported) {
    const paths = expected.get(name);
    if (paths === undefined || paths.some((file) => path === `${sandbox.workingDirectory}/${file}`)) continue;
    throw new BaselineError(
      `The tests do not run the code under test: \`${name}\` was imported from \`${path}\` instead of ` +
        `\`${paths.join('` or `')}\` in the sandbox. An editable installation, a compiled copy or another ` +
        'entry of `sys.path` comes first. Install the project without `-e`, or set `environment.importRoots` ' +
        'to the directories its modules are imported from.',
      { reason: 'wrong-code', outputTail: '' },
    );
  }
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
    throw new BaselineError(
      'It cannot be checked that the tests run the code in the sandbox: `python3` did not start there. Put it ' +
        'on the PATH of the sandbox, or use a parser that reports imported modules, such as `pytestParser()`.',
      { reason: 'wrong-code', outputTail: result.stderr.slice(-2000) },
    );
  }
}
