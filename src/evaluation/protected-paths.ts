import { isPythonTestFile } from '../languages/python/test-file.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { patchedPaths } from '../patches/apply-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import type { Environment } from '../repository/environment.ts';

/** Why a file a prediction changes stays as it is in the repository. */
export type LeftOutChangeReason = 'test-file' | 'test-configuration' | 'shadows-module' | 'bytecode';

/** A change of a prediction that was not made. */
export type LeftOutChange = { readonly path: string; readonly reason: LeftOutChangeReason };

/** Files that tell Python or a test runner what to load and how to run. */
const configurationNames = new Set([
  'conftest.py',
  'pytest.ini',
  '.pytest.ini',
  'pytest.toml',
  '.pytest.toml',
  'tox.ini',
  'setup.cfg',
  'pyproject.toml',
  '.coveragerc',
  'noxfile.py',
  'sitecustomize.py',
  'usercustomize.py',
  'pyvenv.cfg',
  'makefile',
  'gnumakefile',
  'justfile',
]);

/** Extensions of what Python's import system or plug-in discovery reads. */
const configurationExtension = /\.(?:pth|egg-link)$/i;
const installedMetadata = /(?:^|\/)[^/]+\.(?:dist-info|egg-info)(?:\/|$)/i;
const bytecode = /(?:^|\/)__pycache__(?:\/|$)|\.py[co]$/i;

/**
 * Says which files of a repository a fix cannot touch, because they decide how it is judged: tests and all that
 * lies beside them, what configures test runners and Python's start, and files that the test command names.
 *
 * What the bug itself changed can always be changed back.
 */
export function createProtection(
  instance: TaskInstance,
  { testCommand }: Environment,
): (path: string) => LeftOutChangeReason | undefined {
  const ofBug = new Set(patchedPaths(parsePatch(instance.patch)));
  const testFiles = new Set(
    [...instance.FAIL_TO_PASS, ...instance.PASS_TO_PASS].map((test) => test.split('::', 1)[0] ?? ''),
  );
  const words = new Set(testCommand.split(/[\s;&|'"()=]+/).map((word) => word.replace(/^\.\//, '')));
  return (path) => {
    if (ofBug.has(path)) return undefined;
    const name = path.split('/').at(-1)?.toLowerCase() ?? '';
    if (bytecode.test(path)) return 'bytecode';
    if (
      configurationNames.has(name) ||
      configurationExtension.test(path) ||
      installedMetadata.test(path) ||
      words.has(path)
    ) {
      return 'test-configuration';
    }
    return isPythonTestFile(path) || testFiles.has(path) ? 'test-file' : undefined;
  };
}
