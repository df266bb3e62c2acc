import { BugsmithError } from '../../errors/bugsmith-error.ts';
import { isPythonTestFile } from '../../languages/python/test-file.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { Trajectory } from '../trajectory.ts';
import { findBaseCommand } from './base-command.ts';
import { splitCommands } from './split-commands.ts';

/** What a run that did not resolve its instance failed at; `unclassified` where its instance is not known. */
export type FailureMode =
  | 'error'
  | 'context'
  | 'stuck-at-localization'
  | 'stuck-at-reproduction'
  | 'incorrect-localization-stuck'
  | 'incorrect-edit-stuck'
  | 'incorrect-localization'
  | 'incorrect-edit'
  | 'unclassified';

/** All of them, in the order in which they are decided. */
export const failureModes: readonly FailureMode[] = [
  'error',
  'context',
  'stuck-at-localization',
  'stuck-at-reproduction',
  'incorrect-localization-stuck',
  'incorrect-edit-stuck',
  'incorrect-localization',
  'incorrect-edit',
  'unclassified',
];

const testPrograms: ReadonlySet<string> = new Set([
  'pytest',
  'py.test',
  'tox',
  'nox',
  'unittest',
  'nosetests',
]);

/**
 * Says what a run that did not resolve its instance failed at. `goldPatch` is a patch that changes the files the fix
 * has to change: that of the fix, or the one that put the bug in.
 *
 * Outcomes: runs that broke off with an error, or were never finished, are `error`; for those at a limit it depends on
 * what was changed by then; the rest, also those that gave up, is judged by the files it changed.
 *
 * @source Paper, section F.3.3. Files that were added do not count as changed, nor do tests.
 */
export function findFailureMode(trajectory: Trajectory, goldPatch: string | undefined): FailureMode {
  const { ending } = trajectory;
  if (ending === 'error' || ending === 'unfinished') return 'error';
  if (ending === 'context') return 'context';
  const changed = changedSources(trajectory.submission ?? '');
  const isStuck = ending === 'limit';
  if (isStuck && changed.size === 0) {
    return trajectory.steps.some(({ action }) => runsTests(action))
      ? 'stuck-at-reproduction'
      : 'stuck-at-localization';
  }
  const gold = changedSources(goldPatch ?? '');
  if (gold.size === 0) return 'unclassified';
  const isLocalized = [...gold].every((path) => changed.has(path));
  if (isStuck) return isLocalized ? 'incorrect-edit-stuck' : 'incorrect-localization-stuck';
  return isLocalized ? 'incorrect-edit' : 'incorrect-localization';
}

/** Files that a patch changes and that were there before, tests left out; none when it cannot be read. */
function changedSources(patch: string): ReadonlySet<string> {
  try {
    const paths = parsePatch(patch).map(({ oldPath }) => oldPath);
    return new Set(paths.filter((path): path is string => path !== null && !isPythonTestFile(path)));
  } catch (error) {
    if (!BugsmithError.isInstance(error)) throw error;
    return new Set();
  }
}

/** Whether an action runs tests or a Python program, in any part of it. */
function runsTests(action: string): boolean {
  return splitCommands(action).some((command) => {
    const name = findBaseCommand(command);
    return name.startsWith('python') || testPrograms.has(name.split(' ')[0] ?? '');
  });
}
