import type { LineSpan, MirroredChange, PullRequest } from '../../../src/index.ts';

/** What is checked: what a pull request changed, what is said to be taken back, and what became of the files. */
export type MirrorToCheck = {
  readonly pullRequest: Pick<PullRequest, 'files'>;
  readonly changes: readonly MirroredChange[];
  /** Changed files of today, before and after; `null` where there is none. */
  readonly today: ReadonlyMap<string, string | null>;
  readonly mirrored: ReadonlyMap<string, string | null>;
};

/**
 * Checks, without the code that made it, that a mirrored pull request is what it says: the changes it lists are
 * all the pull request made, and the files differ by the reverse of those it says it took back, and by nothing
 * else. Gives what is wrong.
 *
 * Texts are compared by their words and signs, each counted, without quotes, commas, parentheses and layout, so
 * that neither the alignment of a diff nor a formatter plays a part.
 */
export function checkMirror({ pullRequest, changes, today, mirrored }: MirrorToCheck): string[] {
  const problems: string[] = [];
  for (const { path, before, after } of pullRequest.files) {
    const own = changes.filter((change) => change.path === path && change.after !== undefined);
    if (own.length === 0 || before === null || after === null) continue;
    if (solidLines(undoAll(after, before, own)) !== solidLines(before))
      problems.push(`${path}: its changes are not all listed`);
  }
  const expected = new Map<string, number>();
  for (const change of changes) {
    const file = pullRequest.files.find(({ path }) => path === change.path);
    if (change.status !== 'restored' || file === undefined) continue;
    const isRename = change.after === undefined && file.previousPath !== undefined;
    if (isRename) continue;
    countWords(change.after === undefined ? file.after : slice(file.after ?? '', change.after), 1, expected);
    countWords(
      change.before === undefined ? file.before : slice(file.before ?? '', change.before),
      -1,
      expected,
    );
  }
  const actual = new Map<string, number>();
  for (const text of today.values()) countWords(text, 1, actual);
  for (const text of mirrored.values()) countWords(text, -1, actual);
  for (const word of new Set([...expected.keys(), ...actual.keys()])) {
    const [is, should] = [actual.get(word) ?? 0, expected.get(word) ?? 0];
    if (is !== should) problems.push(`${JSON.stringify(word)} was taken back ${is} times, not ${should}`);
  }
  return problems;
}

function undoAll(after: string, before: string, changes: readonly MirroredChange[]): string {
  const lines = after.split('\n');
  const inOrder = changes.toSorted(
    (one, other) => start(other) - start(one) || (other.after?.length ?? 0) - (one.after?.length ?? 0),
  );
  for (const change of inOrder) {
    lines.splice(start(change), change.after?.length ?? 0, ...slice(before, change.before).split('\n'));
  }
  return lines.join('\n');
}

/** 0-based line where a change begins. */
function start({ after }: MirroredChange): number {
  return after === undefined ? 0 : after.length === 0 ? after.start : after.start - 1;
}

function slice(text: string, span: LineSpan | undefined): string {
  if (span === undefined || span.length === 0) return '';
  return text
    .split('\n')
    .slice(span.start - 1, span.start - 1 + span.length)
    .join('\n');
}

function solidLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

function countWords(text: string | null, sign: 1 | -1, counts: Map<string, number>): void {
  for (const [word] of (text ?? '').matchAll(/\w+|[^\w\s'"(),;\\]/gu))
    counts.set(word, (counts.get(word) ?? 0) + sign);
}
