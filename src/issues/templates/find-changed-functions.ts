import { extractEntitiesFromSource } from '../../entities/extract-entities.ts';
import type { CodeEntity } from '../../entities/code-entity.ts';
import { readSourceFiles } from '../../entities/source-files.ts';
import { SourceSyntaxError } from '../../errors/source-syntax-error.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import type { Repository } from '../../repository/repository.ts';
import type { ChangedFunction } from './issue-template.ts';

/**
 * The functions, methods and classes of the unchanged files that hold changed lines: the innermost ones, in the order
 * of the patch. Files that cannot be read or parsed have none.
 */
export async function findChangedFunctions(
  patches: readonly FilePatch[],
  repository: Repository,
): Promise<ChangedFunction[]> {
  const byPath = new Map(
    patches.flatMap((patch) => (patch.oldPath === null ? [] : [[patch.oldPath, patch]])),
  );
  const present = repository.files.filter(({ path, mode }) => byPath.has(path) && mode !== '120000');
  const found: ChangedFunction[] = [];
  const paths = present.map(({ path }) => path);
  for await (const { path, text } of readSourceFiles(repository, paths, undefined)) {
    const entities = readEntities(text, path);
    const names = changedLines(byPath.get(path)).map((line) => findInnermost(entities, line)?.qualifiedName);
    for (const qualifiedName of new Set(names)) {
      if (qualifiedName !== undefined) found.push({ path, qualifiedName });
    }
  }
  return found.sort((one, other) => paths.indexOf(one.path) - paths.indexOf(other.path));
}

function readEntities(source: string, path: string): CodeEntity[] {
  try {
    return extractEntitiesFromSource(source, { path });
  } catch (error) {
    if (SourceSyntaxError.isInstance(error)) return [];
    throw error;
  }
}

/** Lines of the old file that are removed, or that lines are added behind. */
function changedLines(patch: FilePatch | undefined): number[] {
  return (patch?.hunks ?? []).flatMap(({ lines, oldStart, oldLength }) => {
    let line = oldLength === 0 ? oldStart + 1 : oldStart;
    return lines.flatMap(({ kind }) => {
      if (kind === 'added') return line - 1;
      line += 1;
      return kind === 'removed' ? line - 1 : [];
    });
  });
}

/** Inner definitions come after outer ones. */
function findInnermost(entities: readonly CodeEntity[], line: number): CodeEntity | undefined {
  return entities.findLast(({ startLine, endLine }) => startLine <= line && line <= endLine);
}
