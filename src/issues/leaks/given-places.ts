import { patchedPaths } from '../../patches/apply-patch.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { readCode } from './changed-code.ts';
import { findMatches, type FindLeaks, type LeakPlace } from './leak-context.ts';

const numbered = 'This is the number of a line the fix changes.';
/** `money.py:12`, `money.py#L12-L14`, `File "money.py", line 12`, `money.py line 12`. */
const pathFirst =
  /(?<![\w./\\-])([\w./\\-]{0,300}\.\w{1,8})["'`]?(?:(?::|#L|, lines? |,? (?:at |on |in )?lines? )(\d{1,6})(?:\s?[-–]\s?L?(\d{1,6}))?)/g;
/** `line 12 of money.py`. */
const lineFirst =
  /\blines? (\d{1,6})(?:\s?[-–]\s?(\d{1,6}))?,? (?:of|in) [`'"]?([\w./\\-]{0,300}\.\w{1,8})/gi;

/** Finds what points at the changed lines: their numbers beside the file's name, and diffs of them. */
export const findGivenPlaces: FindLeaks = function* ({ text, patches }) {
  for (const { match, ...place } of findMatches(text, pathFirst, numbered)) {
    if (isChanged(patches, match[1], match[2], match[3])) yield place;
  }
  for (const { match, ...place } of findMatches(text, lineFirst, numbered)) {
    if (isChanged(patches, match[3], match[1], match[2])) yield place;
  }
  yield* findDiffs(text, patches);
};

function isChanged(
  patches: readonly FilePatch[],
  name = '',
  first: string | undefined,
  last: string | undefined = first,
): boolean {
  const [from, to] = [Number(first), Number(last)];
  const written = name.replaceAll('\\', '/');
  return patches.some((patch) => {
    const [path = ''] = patchedPaths([patch]);
    const isSame = path === written || path.endsWith(`/${written}`) || written.endsWith(`/${path}`);
    return isSame && changedSpans(patch).some(([start, end]) => from <= end && start <= to);
  });
}

/** First and last number of each run of changed lines, in the buggy and in the fixed file. */
function changedSpans({ hunks }: FilePatch): (readonly [number, number])[] {
  return hunks.flatMap(({ lines, oldStart, newStart }) => {
    let [oldLine, newLine] = [oldStart, newStart];
    return lines.flatMap(({ kind }) => {
      const at = [oldLine, newLine] as const;
      if (kind !== 'added') oldLine += 1;
      if (kind !== 'removed') newLine += 1;
      if (kind === 'context') return [];
      const line = kind === 'removed' ? at[0] : at[1];
      return [[line, line] as const];
    });
  });
}

/** Outputs are shown as diffs too, so one counts when it is of a changed file or has a changed line. */
function* findDiffs(text: string, patches: readonly FilePatch[]): Generator<LeakPlace> {
  const changed = new Set(
    patches.flatMap(({ hunks }) =>
      hunks.flatMap(({ lines }) =>
        lines.flatMap((line) => (line.kind === 'context' ? [] : readCode(line.text).join(' '))),
      ),
    ),
  );
  changed.delete('');
  const git = 'This is the head of a diff.';
  for (const { match: _, ...place } of findMatches(text, /^diff --git [^\n]*/gm, git)) yield place;
  const names = /^(?:---|\+\+\+) (?:[ab]\/)?(\S+)/gm;
  for (const { match, ...place } of findMatches(text, names, 'This is a diff of the file the fix changes.')) {
    if (patchedPaths(patches).includes(match[1] ?? '')) yield place;
  }
  const lines = /^[ \t>]*[-+](?![-+])[ \t]*(\S[^\n]*)/gm;
  for (const { match, ...place } of findMatches(text, lines, 'This is a changed line as diffs show it.')) {
    if (isCode(match[1]) && changed.has(readCode(match[1] ?? '').join(' '))) yield place;
  }
}

/** A word behind a dash may be an item of a list. */
function isCode(line = ''): boolean {
  return /[^\w\s]|^(?:return|raise|yield|del|pass|break|continue)\b/.test(line);
}
