import { PatchFormatError } from '../../errors/patch-error.ts';
import { parseFileName, parseGitNames } from '../../patches/parse-file-name.ts';
import { splitLines } from '../../patches/lines.ts';
import { unquotePath } from '../../patches/quote-path.ts';
import { findPathProblem } from '../../patches/repository-path.ts';

/** The part of a patch about one file, with every path it names. */
export type PatchSection = { readonly text: string; readonly paths: readonly string[] };

/**
 * Splits a patch into what it says of each file, of any kind git and patch know, renames and binary files too.
 *
 * @throws {PatchFormatError} when it names a path outside the repository, a symbolic link or a submodule.
 */
export function splitPatch(patch: string): PatchSection[] {
  const sections: { lines: string[]; paths: Set<string>; isInHeader: boolean }[] = [];
  const lines = splitLines(patch);
  for (const [index, line] of lines.entries()) {
    const text = line.replace(/\r?\n$/, '');
    const isPlainStart = line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true;
    const current = sections.at(-1);
    if (text.startsWith('diff --git ') || (isPlainStart && current?.isInHeader !== true)) {
      sections.push({ lines: [], paths: new Set(), isInHeader: true });
    }
    const section = sections.at(-1);
    // What comes before the first file is passed over, as git does.
    if (section === undefined) continue;
    if (text.startsWith('@@ ') || text.startsWith('GIT binary patch')) section.isInHeader = false;
    if (section.isInHeader) readHeaderLine(text, index, section.paths);
    section.lines.push(line);
  }
  return sections.map((section) => ({ text: section.lines.join(''), paths: [...section.paths] }));
}

function readHeaderLine(text: string, index: number, paths: Set<string>): void {
  const fail = (reason: string): never => {
    throw new PatchFormatError({ line: index + 1, reason });
  };
  const mode = /^(?:old mode|new mode|new file mode|deleted file mode) (\d+)|^index .* (\d{6})$/.exec(text);
  const kind = mode?.[1] ?? mode?.[2];
  if (kind !== undefined && !kind.startsWith('100')) {
    fail(`file mode ${kind} is not a regular file`);
  }
  for (const path of namesOf(text)) {
    const problem = path === undefined ? 'the quoted file name is malformed' : findPathProblem(path);
    if (problem !== null) fail(problem);
    if (path !== undefined) paths.add(path);
  }
}

/** The paths a line of a header names; `undefined` for one that cannot be read. */
function namesOf(text: string): (string | undefined)[] {
  if (text.startsWith('diff --git ')) return [...(parseGitNames(text) ?? [])];
  if (/^(?:---|\+\+\+) /.test(text)) {
    const name = parseFileName(text.slice(4));
    return name === null ? [] : [name];
  }
  const moved = /^(?:rename|copy) (?:from|to) (.*)$/.exec(text)?.[1];
  if (moved === undefined) return [];
  return [moved.startsWith('"') ? (unquotePath(moved) ?? undefined) : moved];
}
