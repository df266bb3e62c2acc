import { BugsmithError } from '../../errors/bugsmith-error.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { type LocatedEdit, locateEdits } from '../../patches/locate-edits.ts';
import { findLanguage } from '../../languages/find-language.ts';
import { type CodeNode, readFileCode } from './code-nodes.ts';
import type { RepositoryCode } from './repository-code.ts';

/**
 * The definitions a patch changes: of each changed line the innermost one around it. `undefined` when the patch does
 * not fit the repository.
 */
export async function findChangedNodes(
  patches: readonly FilePatch[],
  code: RepositoryCode,
): Promise<CodeNode[] | undefined> {
  const changed: CodeNode[] = [];
  for (const patch of patches) {
    const nodes = await findInFile(patch, code);
    if (nodes === undefined) return undefined;
    changed.push(...nodes);
  }
  return changed;
}

async function findInFile(patch: FilePatch, code: RepositoryCode): Promise<readonly CodeNode[] | undefined> {
  const path = patch.oldPath ?? patch.newPath ?? '';
  if (patch.oldPath === null) return readAdded(patch, path);
  const file = await code.fileOf(path);
  if (file === undefined) return undefined;
  const { lines, nodes } = file;
  const edits = locate(patch, lines, path);
  if (edits === undefined) return undefined;
  const found = edits.flatMap(({ start, end, replacement }) => {
    const isAdded = start === end;
    const numbers = Array.from({ length: end - start }, (_, index) => start + index + 1);
    return isAdded
      ? findAround(nodes, start, lines, replacement)
      : numbers.filter((line) => !isBlank(lines[line - 1])).map((line) => findInnermost(nodes, line));
  });
  return [...new Set(found)].filter((node) => node !== undefined);
}

/** Outer definitions come before those inside them. */
function findInnermost(nodes: readonly CodeNode[], line: number): CodeNode | undefined {
  return nodes.findLast(({ startLine, endLine }) => startLine <= line && line <= endLine);
}

/** What lines that follow a line (1-based) become part of, by their indentation. */
function findAround(
  nodes: readonly CodeNode[],
  line: number,
  lines: readonly string[],
  added: readonly string[],
): CodeNode | undefined {
  const depth = indentationOf(added.find((text) => !isBlank(text)) ?? '');
  return nodes.findLast(
    ({ startLine, endLine }) =>
      startLine <= line && line <= endLine && indentationOf(lines[startLine - 1] ?? '') < depth,
  );
}

function isBlank(text: string | undefined): boolean {
  return (text ?? '').trim() === '';
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

function locate(patch: FilePatch, lines: readonly string[], path: string): LocatedEdit[] | undefined {
  try {
    return locateEdits(patch, lines, path);
  } catch (error) {
    if (BugsmithError.isInstance(error)) return undefined;
    throw error;
  }
}

function readAdded({ hunks }: FilePatch, path: string): readonly CodeNode[] {
  const language = findLanguage(path);
  if (language === undefined) return [];
  const text = hunks.flatMap(({ lines }) => lines.map((line) => line.text)).join('');
  return readFileCode(text, path, language).nodes;
}
