import type { Definition } from '../../entities/analyze-source.ts';
import { diffLines } from '../../patches/diff-lines.ts';
import { formatPatch } from '../../patches/format-patch.ts';
import { splitLines } from '../../patches/lines.ts';
import type { BugCandidate, CandidateEntity } from '../bug-candidate.ts';
import { createCandidateId } from '../candidate-id.ts';
import type { FileSource } from '../procedural/file-source.ts';
import { lineStart } from '../procedural/source-lines.ts';
import { entityRange, type RewriteTarget } from './rewrite-target.ts';

/** The candidate that gives an entity a new text. */
export function makeCandidate(
  target: RewriteTarget,
  rewrite: string,
  facts: Pick<BugCandidate, 'strategy' | 'explanation' | 'costUsd' | 'metadata'>,
): BugCandidate {
  const { file, definition } = target;
  const { start, end } = entityRange(target);
  const firstLine = file.lines.lineAt(start);
  const lastLine = file.lines.lineAt(end) + 1;
  const margin = file.source.slice(lineStart(file.source, start), start);
  const terminator = file.source.slice(end, file.lines.startOf(lastLine));
  const replacement = splitLines(file.toPatchText(margin + rewrite + terminator));
  const hunks = diffLines(file.patchLines, { start: firstLine, end: lastLine, replacement });
  const patch = formatPatch([{ oldPath: file.path, newPath: file.path, hunks }]);
  return {
    id: createCandidateId(patch),
    strategy: facts.strategy,
    patch,
    explanation: facts.explanation,
    entity: describeEntity(definition, file),
    costUsd: facts.costUsd,
    metadata: { rewrite, ...facts.metadata },
  };
}

/** Which entity a definition is. */
export function describeEntity(definition: Definition, { path, lines }: FileSource): CandidateEntity {
  return {
    kind: definition.entityKind,
    qualifiedName: definition.qualifiedName,
    path,
    startLine: lines.lineAt(definition.outer.start) + 1,
    endLine: lines.lineAt(definition.outer.end) + 1,
  };
}
