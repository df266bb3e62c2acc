import type { PullRequestFile } from '../../../pull-requests/pull-request.ts';
import { findMovedFile } from './find-counterparts.ts';
import { readSourceText, type SourceText } from './source-text.ts';
import type { Language } from '../../../languages/language.ts';
import type { TodaysFiles } from './todays-files.ts';
import type { UndoneChange } from './undone-change.ts';

/** Removes a file a pull request made, where nothing but its layout was changed since. */
export function undoCreation(path: string, after: SourceText, today: TodaysFiles): UndoneChange {
  const todayPath = today.text(path) === undefined ? findMovedFile(after, today) : path;
  const source = todayPath === null ? undefined : today.source(todayPath);
  if (todayPath === null || source === undefined) return { status: 'left-over', path };
  const isSame =
    source.logical.length === after.logical.length &&
    source.logical.every(({ key }, index) => key === after.logical[index]?.key);
  if (!isSame) return { status: 'left-over', path };
  return { status: 'restored', method: 'file', path, todayPath, isMoved: todayPath !== path, becomes: null };
}

/** Makes a file again that a pull request removed, where there is none of that name today. */
export function undoRemoval(
  path: string,
  before: string,
  language: Language,
  today: TodaysFiles,
): UndoneChange {
  const now = today.source(path);
  if (now !== undefined) {
    const was = readSourceText(before, language).logical.map(({ key }) => key);
    const isBack =
      was.length === now.logical.length && now.logical.every(({ key }, index) => key === was[index]);
    return { status: isBack ? 'gone' : 'left-over', path };
  }
  if (!today.hasRoomFor(path)) return { status: 'left-over', path };
  return { status: 'restored', method: 'file', path, todayPath: path, becomes: path, text: before };
}

/** Gives a file the name back that it had before a pull request. */
export function undoRename({ path, previousPath }: PullRequestFile, today: TodaysFiles): UndoneChange[] {
  if (previousPath === undefined) return [];
  if (today.paths.has(previousPath)) return [{ status: today.paths.has(path) ? 'left-over' : 'gone', path }];
  if (today.text(path) === undefined || !today.hasRoomFor(previousPath))
    return [{ status: 'left-over', path }];
  return [{ status: 'restored', method: 'file', path, todayPath: path, becomes: previousPath }];
}
