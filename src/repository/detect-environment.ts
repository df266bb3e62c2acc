import { findImportRoots } from './detection/find-import-roots.ts';
import { findTestCommand } from './detection/find-test-command.ts';
import { listInstallCommands } from './detection/list-install-commands.ts';
import { noFacts, type ProjectFacts } from './detection/project-facts.ts';
import { findLowestPython } from './detection/python-version.ts';
import { readPyproject } from './detection/read-pyproject.ts';
import { readSetupCfg } from './detection/read-setup-cfg.ts';
import { readSetupPy } from './detection/read-setup-py.ts';
import { readToxIni } from './detection/read-tox-ini.ts';
import type { RepositoryTexts } from './detection/repository-texts.ts';
import { selectTexts } from './detection/select-texts.ts';
import type { Environment } from './environment.ts';

/**
 * Works out from a repository's files how to install it and run its tests; nothing is executed.
 *
 * Read are `pyproject.toml`, `setup.py` (by its look), `setup.cfg`, `tox.ini`, requirement files and some
 * tests; what cannot be read says nothing.
 *
 * - `python`: the lower bound of the supported versions; absent when there is none or it is below 3.
 * - `install`, in this order: the project, unless nothing says how to build it, with its first extra of
 *   `test`, `tests`, `testing`, `dev`; the requirements of the dependency group of the first such name, of
 *   Poetry's, of `tests_require` and of tox's `[testenv]`; the requirement files tox names, the first one
 *   for tests or else for development, and `requirements.txt`; and pytest when the tests run with it and
 *   none of these names it. Names from the repository are quoted; any that look like options are left out.
 * - `testCommand`: `python -m pytest`, or `python -m unittest -v` where only unittest is ever mentioned.
 * - `importRoots`: `src` or what the build configuration names, then `.`.
 */
export function detectEnvironment(texts: RepositoryTexts): Environment {
  const read = (path: string, reader: (text: string) => ProjectFacts): ProjectFacts => {
    const text = texts.readText(path);
    return text === null ? noFacts : reader(text);
  };
  const pyproject = read('pyproject.toml', readPyproject);
  const setupCfg = read('setup.cfg', readSetupCfg);
  const setupPy = read('setup.py', readSetupPy);
  const all = [pyproject, setupCfg, setupPy, read('tox.ini', readToxIni)];
  const python = all.map((facts) => facts.requiresPython).find((specifier) => specifier !== null);
  const version = python === undefined ? undefined : findLowestPython(python);
  const testCommand = findTestCommand(texts, selectTexts(texts.paths));
  return {
    ...(version === undefined ? {} : { python: version }),
    install: listInstallCommands(all, {
      texts,
      testCommand,
      isBuildable:
        pyproject.isBuildable ||
        setupPy.isBuildable ||
        (setupCfg.isBuildable && texts.paths.has('pyproject.toml')),
    }),
    testCommand,
    importRoots: findImportRoots(
      texts.paths,
      all.flatMap((facts) => facts.sourceDirectories),
    ),
  };
}
