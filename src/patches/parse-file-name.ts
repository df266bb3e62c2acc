import { unquotePath } from './quote-path.ts';

/**
 * The path in a `---` or `+++` line, without its `a/` or `b/`: `null` for `/dev/null`, `undefined` when its
 * quotes are malformed.
 */
export function parseFileName(text: string): string | null | undefined {
  // Anything after a tab is a date, or git's own mark behind a name with spaces.
  const name = text.startsWith('"') ? unquotePath(text.replace(/\t.*$/, '')) : text.replace(/\t.*$/, '');
  if (name === null) return undefined;
  if (name === '/dev/null') return null;
  return withoutPrefix(name);
}

/** The two paths of a `diff --git` line, or `null` when they cannot be told apart. */
export function parseGitNames(line: string): readonly [string, string] | null {
  const names = line.slice('diff --git '.length);
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(names);
  if (quoted) {
    const [before, after] = [unquotePath(quoted[1] ?? ''), unquotePath(quoted[2] ?? '')];
    return before === null || after === null ? null : [withoutPrefix(before), withoutPrefix(after)];
  }
  // Both halves name the same file, so the middle is where the space between them must be.
  const middle = (names.length - 1) / 2;
  const [before, after] = [names.slice(0, middle), names.slice(middle + 1)];
  return withoutPrefix(before) === withoutPrefix(after)
    ? [withoutPrefix(before), withoutPrefix(after)]
    : null;
}

function withoutPrefix(name: string): string {
  return name.replace(/^[ab]\//, '');
}
