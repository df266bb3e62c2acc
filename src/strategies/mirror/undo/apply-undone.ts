import type { FileChange } from '../../../patches/create-patch.ts';
import { applyReplacements } from './apply-replacements.ts';
import { isSound } from './is-sound.ts';
import type { TodaysFiles } from './todays-files.ts';
import type { TextReplacement, UndoneChange } from './undone-change.ts';

/** Changes put together, and what they make of the files of today. */
export type AppliedChanges = {
  readonly undone: readonly UndoneChange[];
  /** New texts of files of today, by their path of today. */
  readonly texts: ReadonlyMap<string, string>;
};

/**
 * Puts together what was found for each change. A file that was valid stays so: where all changes together
 * would break it, or meet, those that do are left over.
 */
export function applyUndone(found: readonly UndoneChange[], today: TodaysFiles): AppliedChanges {
  const undone = [...found];
  const texts = new Map<string, string>();
  const paths = new Set(
    found.flatMap(({ replacements, todayPath = '' }) => (replacements === undefined ? [] : [todayPath])),
  );
  for (const path of paths) {
    const [text, leftOver] = applyToFile(path, found, today);
    if (text !== today.text(path)) texts.set(path, text);
    for (const index of leftOver) {
      const { path: itsPath, change, sides } = found[index] ?? {};
      if (itsPath !== undefined) undone[index] = { status: 'left-over', path: itsPath, change, sides };
    }
  }
  return { undone, texts };
}

function applyToFile(path: string, found: readonly UndoneChange[], today: TodaysFiles): [string, number[]] {
  const source = today.source(path);
  const text = source?.text ?? '';
  const mustBeSound = isSound(text, path);
  const fits = (attempt: string | null): attempt is string =>
    attempt !== null && (!mustBeSound || isSound(attempt, path));
  const own = found.flatMap(({ todayPath, replacements }, index) =>
    todayPath === path && replacements !== undefined ? [{ index, replacements }] : [],
  );
  const all = applyReplacements(
    text,
    own.flatMap(({ replacements }) => replacements),
  );
  if (fits(all)) return [all, []];
  let best = text;
  const taken: TextReplacement[] = [];
  const leftOver: number[] = [];
  for (const { index, replacements } of own) {
    const attempt = applyReplacements(text, [...taken, ...replacements]);
    if (fits(attempt)) {
      best = attempt;
      taken.push(...replacements);
    } else leftOver.push(index);
  }
  return [best, leftOver];
}

/** The files of today that change, with their texts before and after. */
export function listFileChanges({ undone, texts }: AppliedChanges, today: TodaysFiles): FileChange[] {
  const changes: FileChange[] = [];
  const renamed = new Set<string>();
  for (const { status, method, todayPath = '', becomes, text } of undone) {
    if (status !== 'restored' || method !== 'file' || becomes === undefined) continue;
    const before = today.text(todayPath) ?? null;
    if (changes.some(({ path }) => path === todayPath || path === becomes)) continue;
    if (text !== undefined) changes.push({ path: todayPath, before: null, after: text });
    else {
      renamed.add(todayPath);
      changes.push({ path: todayPath, before, after: null });
      if (becomes !== null)
        changes.push({ path: becomes, before: null, after: texts.get(todayPath) ?? before });
    }
  }
  for (const [path, after] of texts) {
    if (!renamed.has(path)) changes.push({ path, before: today.text(path) ?? null, after });
  }
  return changes.sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}
