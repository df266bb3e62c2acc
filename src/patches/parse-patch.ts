import { PatchFormatError } from '../errors/patch-error.ts';
import type { FilePatch, Hunk } from './file-patch.ts';
import { splitLines } from './lines.ts';
import { HunkReader } from './parse-hunk.ts';
import { parseFileName, parseGitNames } from './parse-file-name.ts';
import { findPathProblem } from './repository-path.ts';

/** Lines git writes between the names of a file and its hunks, that change nothing here. */
const ignoredHeader = /^(?:index |similarity index |dissimilarity index )/;
const refusedHeaders: readonly (readonly [RegExp, string])[] = [
  [/^(?:old mode|new mode) /, 'changes of a file mode are not supported'],
  [
    /^(?:rename|copy) (?:from|to) /,
    'renames and copies are not supported; write them as a removal and a new file',
  ],
  [/^(?:GIT binary patch|Binary files )/, 'binary changes are not supported'],
];

/**
 * Reads a unified diff strictly: counts must add up and every path must stay inside the repository.
 *
 * Takes what `git diff` prints and plain `---`/`+++` diffs; text before the first file is passed over, as
 * `git apply` does. An empty text gives no patches.
 *
 * @throws {PatchFormatError} when the text is malformed, or holds a binary change, a rename, a change of
 *   mode, a symbolic link, or a path that leaves the repository.
 */
export function parsePatch(text: string): FilePatch[] {
  const lines = splitLines(text);
  const patches: FilePatch[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    if (
      line.startsWith('diff --git ') ||
      (line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true)
    ) {
      const { patch, next } = parseFile(lines, index);
      patches.push(patch);
      index = next;
    } else if (line.startsWith('@@ -')) {
      throw new PatchFormatError({ line: index + 1, reason: 'a hunk comes before the name of its file' });
    } else {
      index += 1;
    }
  }
  if (patches.length === 0 && text.trim() !== '') {
    throw new PatchFormatError({ line: 1, reason: 'no changed file was found' });
  }
  refuseRepeatedPaths(patches);
  return patches;
}

function parseFile(lines: readonly string[], start: number): { patch: FilePatch; next: number } {
  let index = start;
  let gitNames: readonly [string, string] | null = null;
  let created: FilePatch['mode'];
  let deleted: FilePatch['mode'];
  if (lines[index]?.startsWith('diff --git ') === true) {
    gitNames = parseGitNames(withoutTerminator(lines[index] ?? ''));
    index += 1;
    for (; index < lines.length; index += 1) {
      const line = withoutTerminator(lines[index] ?? '');
      const refused = refusedHeaders.find(([pattern]) => pattern.test(line));
      if (refused) throw new PatchFormatError({ line: index + 1, reason: refused[1] });
      const mode = /^(new|deleted) file mode (\d+)$/.exec(line);
      if (mode) {
        if (mode[2] !== '100644' && mode[2] !== '100755') {
          throw new PatchFormatError({
            line: index + 1,
            reason: `file mode ${mode[2] ?? ''} is not a regular file`,
          });
        }
        if (mode[1] === 'new') created = mode[2];
        else deleted = mode[2];
        if (created !== undefined && deleted !== undefined) {
          throw new PatchFormatError({ line: index + 1, reason: 'the file is both made and removed' });
        }
      } else if (!ignoredHeader.test(line)) break;
    }
  }
  let names: readonly [string | null, string | null];
  if (lines[index]?.startsWith('--- ') === true && lines[index + 1]?.startsWith('+++ ') === true) {
    names = [parseName(lines, index), parseName(lines, index + 1)];
    index += 2;
  } else if (gitNames !== null && (created ?? deleted) !== undefined) {
    names = [created === undefined ? gitNames[0] : null, deleted === undefined ? gitNames[1] : null];
  } else {
    throw new PatchFormatError({ line: index + 1, reason: 'expected the `---` and `+++` names of a file' });
  }
  checkNames(names, start);
  if (lines[start]?.startsWith('diff --git ') === true) {
    checkGitHeader(
      names,
      { gitNames, isCreated: created !== undefined, isDeleted: deleted !== undefined },
      start,
    );
  }
  const hunks: Hunk[] = [];
  const reader = new HunkReader(lines, index);
  while (reader.isAtHunk()) hunks.push(reader.read());
  const isEmptyFile = (created ?? deleted) !== undefined;
  if (hunks.length === 0 && !isEmptyFile) {
    throw new PatchFormatError({ line: index + 1, reason: 'the file has no hunks' });
  }
  return {
    patch: { oldPath: names[0], newPath: names[1], mode: created ?? deleted, hunks },
    next: reader.index,
  };
}

function parseName(lines: readonly string[], index: number): string | null {
  const name = parseFileName(withoutTerminator(lines[index] ?? '').slice(4));
  if (name === undefined)
    throw new PatchFormatError({ line: index + 1, reason: 'the quoted file name is malformed' });
  return name;
}

function checkNames([oldPath, newPath]: readonly [string | null, string | null], start: number): void {
  const fail = (reason: string): never => {
    throw new PatchFormatError({ line: start + 1, reason });
  };
  if (oldPath === null && newPath === null) fail('both names of the file are `/dev/null`');
  if (oldPath !== null && newPath !== null && oldPath !== newPath) {
    fail('the two names of the file differ; renames are not supported');
  }
  const problem = findPathProblem(oldPath ?? newPath ?? '');
  if (problem !== null) fail(`${problem}: ${JSON.stringify(oldPath ?? newPath)}`);
}

/** What the lines of git before the names say must be what the names say. */
function checkGitHeader(
  [oldPath, newPath]: readonly [string | null, string | null],
  header: {
    readonly gitNames: readonly [string, string] | null;
    readonly isCreated: boolean;
    readonly isDeleted: boolean;
  },
  start: number,
): void {
  const path = oldPath ?? newPath;
  const isSame =
    (oldPath === null) === header.isCreated &&
    (newPath === null) === header.isDeleted &&
    (header.gitNames === null || header.gitNames.every((name) => name === path));
  if (!isSame) {
    throw new PatchFormatError({
      line: start + 1,
      reason: 'the `diff --git` lines say something else of the file than its names',
    });
  }
}

function refuseRepeatedPaths(patches: readonly FilePatch[]): void {
  const fail = (reason: string): never => {
    throw new PatchFormatError({ line: 1, reason });
  };
  const seen = new Set<string>();
  for (const { oldPath, newPath } of patches) {
    const path = newPath ?? oldPath ?? '';
    if (seen.has(path)) fail(`\`${path}\` is changed twice`);
    seen.add(path);
  }
  for (const side of ['oldPath', 'newPath'] as const) {
    // With NUL for a slash, which no path holds, what lies in a folder comes right behind its name.
    const paths = patches.flatMap((patch) => patch[side]?.replaceAll('/', '\0') ?? []).sort();
    const folder = paths.find((path, index) => paths[index + 1]?.startsWith(`${path}\0`));
    if (folder !== undefined) fail(`\`${folder.replaceAll('\0', '/')}\` is both a file and a folder`);
  }
}

function withoutTerminator(line: string): string {
  return line.replace(/\r?\n$/, '');
}
