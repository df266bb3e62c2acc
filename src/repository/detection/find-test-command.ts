import { posix } from 'node:path';
import type { RepositoryTexts } from './repository-texts.ts';
import { isTestFile } from './select-texts.ts';

/**
 * `python -m unittest -v` for a suite that only it is meant for, else `python -m pytest`.
 *
 * That is so when no configuration, requirement or test read mentions pytest, there is no `conftest.py`, a
 * test imports unittest, and unittest's own discovery would find one from the root.
 */
export function findTestCommand(texts: RepositoryTexts, selected: readonly string[]): string {
  const isUnittest =
    !mentionsPytest(texts, selected) &&
    selected.some((path) => isTestFile(path) && importsUnittest(texts.readText(path) ?? '')) &&
    isDiscoverable(texts.paths);
  return isUnittest ? 'python -m unittest -v' : 'python -m pytest';
}

function mentionsPytest(texts: RepositoryTexts, selected: readonly string[]): boolean {
  for (const path of texts.paths) if (posix.basename(path) === 'conftest.py') return true;
  return selected.some((path) => /\bpytest\b|\bpy\.test\b/u.test(texts.readText(path) ?? ''));
}

function importsUnittest(text: string): boolean {
  return /^[ \t]*(?:import|from)[ \t]+unittest\b/mu.test(text);
}

/** Discovery descends from the root into packages alone. */
function isDiscoverable(paths: ReadonlySet<string>): boolean {
  for (const path of paths) {
    if (!/(?:^|\/)test[^/]*\.py$/u.test(path)) continue;
    const directories = path.split('/').slice(0, -1);
    if (
      directories.every((_, depth) => paths.has(`${directories.slice(0, depth + 1).join('/')}/__init__.py`))
    ) {
      return true;
    }
  }
  return false;
}
