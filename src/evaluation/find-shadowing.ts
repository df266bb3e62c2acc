import { posix } from 'node:path';
import { isPythonTestFile } from '../languages/python/test-file.ts';
import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import type { PatchChanges } from '../validation/read-changes.ts';
import { createSuiteEnv, importRoots } from '../validation/run-suite.ts';

/** Prints which top-level modules there are without the repository's files. */
const probe = `
import importlib.util, json, sys
found = []
for name in json.loads(sys.argv[1]):
    try:
        if name in sys.builtin_module_names or importlib.util.find_spec(name) is not None:
            found.append(name)
    except Exception:
        pass
print(json.dumps(found))
`;

/** Names that are taken in every environment in which pytest runs. */
const alwaysTaken = ['pytest', '_pytest', 'pluggy', 'unittest', 'py', 'iniconfig', 'xdist', 'execnet'];

/**
 * The new files of a change that would be imported in the place of modules of Python or of the environment, such
 * as a `pytest.py` beside the tests.
 *
 * @throws {ContainerError} when the sandbox cannot run a command.
 */
export async function findShadowing(
  changes: PatchChanges,
  repository: Repository,
  sandbox: Sandbox,
  abortSignal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const newModules = listNewModules(changes, repository);
  if (newModules.size === 0) return new Set();
  const names = JSON.stringify([...newModules.keys()]);
  // The sandbox holds the repository as committed, so the new names are found only where they are taken.
  const { stdout } = await sandbox.exec({
    command: ['python3', '-c', probe, names],
    env: createSuiteEnv(sandbox, repository),
    timeoutMs: 60_000,
    abortSignal,
  });
  const taken = new Set([...alwaysTaken, ...parseNames(stdout)]);
  return new Set([...newModules].flatMap(([name, paths]) => (taken.has(name) ? paths : [])));
}

function parseNames(text: string): string[] {
  try {
    return JSON.parse(text) as string[];
  } catch {
    return [];
  }
}

/** Top-level modules a change adds, with their files. */
function listNewModules(changes: PatchChanges, repository: Repository): Map<string, string[]> {
  const directories = ['.', ...importRoots(repository), ...listTestRoots(repository)];
  const roots = new Set(directories.map((root) => (root === '.' ? '' : `${root}/`)));
  const known = new Set(repository.files.map(({ path }) => path));
  const modules = new Map<string, string[]>();
  for (const [path, text] of changes) {
    if (text === null || known.has(path)) continue;
    for (const root of roots) {
      const name = path.startsWith(root) ? topLevelName(path.slice(root.length)) : undefined;
      if (name === undefined || hasModule(repository, root, name)) continue;
      modules.set(name, [...(modules.get(name) ?? []), path]);
    }
  }
  return modules;
}

/** Where pytest imports test files from: the nearest directory above each that is no package. */
function listTestRoots({ files }: Repository): Set<string> {
  const paths = new Set(files.map(({ path }) => path));
  const roots = new Set<string>();
  for (const path of paths) {
    if (!path.endsWith('.py') || !isPythonTestFile(path)) continue;
    let directory = posix.dirname(path);
    while (paths.has(`${directory}/__init__.py`)) directory = posix.dirname(directory);
    roots.add(directory);
  }
  return roots;
}

function topLevelName(path: string): string | undefined {
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return first;
  return /\.(?:py|pyw|pyx|so|pyd|zip)$/.test(first) ? first.replace(/\..*$/, '') : undefined;
}

function hasModule({ files }: Repository, root: string, name: string): boolean {
  return files.some(({ path }) => path.startsWith(`${root}${name}/`) || path === `${root}${name}.py`);
}
