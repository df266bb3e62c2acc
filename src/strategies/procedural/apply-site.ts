import type { Definition } from '../../entities/analyze-source.ts';
import { diffLines } from '../../patches/diff-lines.ts';
import { formatPatch } from '../../patches/format-patch.ts';
import { splitLines } from '../../patches/lines.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import { createCandidateId } from '../candidate-id.ts';
import { changesMeaning } from './check-edits.ts';
import type { FileSource } from './file-source.ts';
import type { Modification, ModificationSite, TextEdit } from './modification.ts';
import { applyEdits } from './text-edits.ts';

/**
 * Longer definitions are not repeated with each of their candidates: what a file with thousands of places
 * gives would grow with the square of its length.
 */
const maximumRewriteLength = 50_000;

/**
 * The candidate a site makes, or `null` when its result would not parse or means the same as before.
 *
 * @throws {InvalidArgumentError} when the edits overlap or leave the definition: the modification is wrong.
 */
export function applySite(
  site: ModificationSite,
  modification: Modification,
  definition: Definition,
  file: FileSource,
): BugCandidate | null {
  const edits = orderEdits(site, modification, definition, file);
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (!changesMeaning(edits, definition, file)) return null;
  const { outer } = definition;
  const rewrite = applyEdits(file.source, edits, outer.start, Math.max(outer.end, last.end));

  const startLine = file.lines.lineAt(first.start);
  const endLine = file.lines.lineAt(Math.max(first.start, last.end - 1)) + 1;
  const [start, end] = [file.lines.startOf(startLine), file.lines.startOf(endLine)];
  const replacement = splitLines(file.toPatchText(applyEdits(file.source, edits, start, end)));
  const hunks = diffLines(file.patchLines, { start: startLine, end: endLine, replacement });
  const patch = formatPatch([{ oldPath: file.path, newPath: file.path, hunks }]);
  return {
    id: createCandidateId(patch),
    strategy: modification.name,
    patch,
    explanation: modification.explanation,
    entity: {
      kind: definition.entityKind,
      qualifiedName: definition.qualifiedName,
      path: file.path,
      startLine: file.lines.lineAt(outer.start) + 1,
      endLine: file.lines.lineAt(outer.end) + 1,
    },
    costUsd: 0,
    metadata: rewrite.length > maximumRewriteLength ? {} : { rewrite },
  };
}

/** In order of their places, without those that change nothing. */
function orderEdits(
  site: ModificationSite,
  { name }: Modification,
  { outer }: Definition,
  { source, lines }: FileSource,
): TextEdit[] {
  const edits = site
    .filter(({ start, end, text }) => source.slice(start, end) !== text)
    .sort((one, other) => one.start - other.start);
  // Removing whole lines takes in the first line's indentation and the last line's terminator.
  const from = lines.startOf(lines.lineAt(outer.start));
  const to = lines.startOf(lines.lineAt(outer.end) + 1);
  for (const [index, edit] of edits.entries()) {
    const next = edits[index + 1];
    const isInside = from <= edit.start && edit.start <= edit.end && edit.end <= to;
    if (!isInside || (next !== undefined && next.start < edit.end)) {
      throw new InvalidArgumentError({
        argument: `findSites of ${name}`,
        value: JSON.stringify(edit),
        expected: `edits that do not overlap and lie between ${from} and ${to}`,
      });
    }
  }
  return edits;
}
