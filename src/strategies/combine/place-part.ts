import { contextLength } from '../../patches/diff-lines.ts';
import { type LocatedEdit, locateEdits } from '../../patches/locate-edits.ts';
import type { CandidateEntity } from '../bug-candidate.ts';
import type { Part } from './collect-parts.ts';

/** A part with the lines of the file it replaces; there is at least one edit. */
export type PlacedPart = Part & { readonly edits: readonly LocatedEdit[] };

/** @throws {PatchDoesNotApplyError} when the part does not fit the file. */
export function placePart(part: Part, lines: readonly string[]): PlacedPart {
  return { ...part, edits: locateEdits(part.filePatch, lines, part.path) };
}

/**
 * Whether two parts of a file get in each other's way: their entities are the same or hold one another, or one
 * changes a line that the other changes or has for context, so that git would not apply one after the other.
 */
export function conflict(one: PlacedPart, other: PlacedPart): boolean {
  if (one.entity !== undefined && other.entity !== undefined && overlap(one.entity, other.entity))
    return true;
  return one.edits.some((edit) => other.edits.some((next) => touches(edit, next) || touches(next, edit)));
}

function overlap(one: CandidateEntity, other: CandidateEntity): boolean {
  return one.startLine <= other.endLine && other.startLine <= one.endLine;
}

function touches(edit: LocatedEdit, { start, end, hunkStart, hunkEnd }: LocatedEdit): boolean {
  const guardStart = Math.min(hunkStart, start - contextLength);
  const guardEnd = Math.max(hunkEnd, end + contextLength);
  return edit.start < guardEnd && edit.end > guardStart;
}
