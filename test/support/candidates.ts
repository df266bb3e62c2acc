import {
  applyPatch,
  type BugCandidate,
  decodePatch,
  encodePatch,
  type Modification,
  parsePatch,
  pythonModifications,
} from 'bugsmith';

/** The modifications of the library, each for definitions of any complexity. */
export const allModifications: readonly Modification[] = pythonModifications.map((modification) => ({
  ...modification,
  minComplexity: 0,
  maxComplexity: Number.POSITIVE_INFINITY,
}));

/** The bytes of the changed file after a candidate's patch. */
export function applyToBytes({ patch }: Pick<BugCandidate, 'patch'>, before: Uint8Array): Uint8Array {
  const patches = parsePatch(patch);
  const files = new Map(patches.map(({ oldPath }) => [oldPath ?? '', decodePatch(before)]));
  const [after] = applyPatch(patches, files).values();
  return encodePatch(after ?? '');
}

/** The 1-based lines that a candidate takes away or adds outside the lines of its entity; there should be none. */
export function linesOutsideEntity({ patch, entity }: BugCandidate): number[] {
  const { startLine, endLine } = entity ?? { startLine: 1, endLine: 0 };
  return parsePatch(patch).flatMap(({ hunks }) =>
    hunks.flatMap(({ oldStart, oldLength, lines }) => {
      let line = oldLength === 0 ? oldStart + 1 : oldStart;
      return lines.flatMap(({ kind }) => {
        const at = line;
        if (kind !== 'added') line += 1;
        // What is added behind the last line stands before the next one.
        const last = kind === 'added' ? endLine + 1 : endLine;
        return kind === 'context' || (startLine <= at && at <= last) ? [] : [at];
      });
    }),
  );
}
