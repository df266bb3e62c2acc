import type { Definition, SourceAnalysis } from '../../../entities/analyze-source.ts';
import { hasSameHeader } from '../python/header.ts';
import type { RewriteTarget } from '../rewrite-target.ts';

/**
 * The definition of a reply that is meant for the target: of its kind and name, with only what is around the
 * target around it; where names repeat, one with the same header, else the last.
 */
export function findRewrittenDefinition(
  { definitions, source }: SourceAnalysis,
  { definition, file }: RewriteTarget,
): Definition | undefined {
  const wanted = `.${definition.qualifiedName}`;
  const named = definitions.filter(
    ({ kind, qualifiedName }) => kind === definition.kind && wanted.endsWith(`.${qualifiedName}`),
  );
  const original = { definition, source: file.source };
  const isSame = (found: Definition): boolean =>
    hasSameHeader(original, { definition: found, source }, file.language);
  return named.find(isSame) ?? named.at(-1);
}
