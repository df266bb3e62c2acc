import { findLanguage } from '../../../languages/find-language.ts';
import type { PullRequestFile } from '../../../pull-requests/pull-request.ts';
import { compareSides } from './merge-side.ts';
import { readSourceText } from './source-text.ts';
import type { TodaysFiles } from './todays-files.ts';
import { undoChanges } from './undo-changes.ts';
import { undoCreation, undoRemoval, undoRename } from './undo-file.ts';
import type { UndoneChange } from './undone-change.ts';

/** Finds how each change of some files can be taken back in the files of today; nothing is put together yet. */
export function undoFiles(files: readonly PullRequestFile[], today: TodaysFiles): UndoneChange[] {
  return files.flatMap((file) => undoFile(file, today));
}

function undoFile(file: PullRequestFile, today: TodaysFiles): UndoneChange[] {
  const { path, before, after, isExcerpt } = file;
  const language = findLanguage(path);
  if (language === undefined) return [];
  if (before === null && after === null) return [{ status: 'left-over', path }];
  if (before === null) return [undoCreation(path, readSourceText(after ?? '', language), today)];
  if (after === null) return [undoRemoval(path, before, language, today)];
  const sides = compareSides(
    readSourceText(before, language, isExcerpt),
    readSourceText(after, language, isExcerpt),
  );
  return [...undoRename(file, today), ...undoChanges(path, sides, today)];
}
