import { unquotePath } from '../patches/quote-path.ts';
import { findPathProblem } from '../patches/repository-path.ts';
import { splitLines } from '../patches/lines.ts';

/** The part of a diff that is about one file. */
export type PatchSection = {
  /** As far as the section names it; for what cannot be read. */
  readonly path: string;
  /** The path before, where the file was renamed. */
  readonly previousPath: string | undefined;
  /** The section, without what says that the file was renamed. */
  readonly text: string;
};

/** Splits a diff of git's into its files, so that one that cannot be read does not hide the others. */
export function splitPatch(text: string): PatchSection[] {
  const sections: string[][] = [];
  const lines = splitLines(text);
  const isOfGit = lines.some((line) => line.startsWith('diff --git '));
  if (!isOfGit) return text.trim() === '' ? [] : [{ path: guessPath(lines), previousPath: undefined, text }];
  for (const line of lines) {
    if (line.startsWith('diff --git ')) sections.push([line]);
    else sections.at(-1)?.push(line);
  }
  return sections.map(readHeader);
}

function readHeader(lines: readonly string[]): PatchSection {
  const find = (prefix: string): string | undefined => {
    const line = lines
      .find((candidate) => candidate.startsWith(prefix))
      ?.slice(prefix.length)
      .trimEnd();
    return line === undefined ? undefined : (unquotePath(line) ?? line);
  };
  const [from, to] = [find('rename from '), find('rename to ')];
  const path = to ?? guessPath(lines);
  const isSafe = [from, to].every((name) => name !== undefined && findPathProblem(name) === null);
  if (from === undefined || to === undefined || !isSafe)
    return { path, previousPath: undefined, text: lines.join('') };
  // Written as a change of the file under its new name.
  const hunkAt = lines.findIndex((line) => line.startsWith('@@ -'));
  const header = lines
    .slice(0, hunkAt === -1 ? undefined : hunkAt)
    .filter((line) => !/^(?:rename|similarity|dissimilarity|diff --git) /u.test(line))
    .map((line) => (line.startsWith('--- ') ? line.replace(/^--- .*/u, `--- ${quote(lines)}`) : line));
  const body = hunkAt === -1 ? [] : lines.slice(hunkAt);
  return { path, previousPath: from, text: [...header, ...body].join('') };
}

/** The name after the change, as the diff writes it, as the name before. */
function quote(lines: readonly string[]): string {
  const name =
    lines
      .find((line) => line.startsWith('+++ '))
      ?.slice('+++ '.length)
      .trimEnd() ?? '';
  return name.replace(/^("?)b\//u, '$1a/');
}

function guessPath(lines: readonly string[]): string {
  const named = lines.find((line) => line.startsWith('+++ ') && !line.startsWith('+++ /dev/null'));
  const name =
    (named ?? lines.find((line) => line.startsWith('--- ')))?.slice('+++ '.length) ?? lines[0] ?? '';
  const plain = name
    .replace(/^diff --git .* b\//u, '')
    .replace(/\t.*$/su, '')
    .trim();
  return (unquotePath(plain) ?? plain).replace(/^[ab]\//u, '');
}
