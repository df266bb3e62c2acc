import type { CodeEntity } from '../../entities/code-entity.ts';
import { extractEntities } from '../../entities/extract-entities.ts';
import type { SourceFileOptions } from '../../entities/source-files.ts';
import type { Repository } from '../../repository/repository.ts';
import { createRandom } from '../random.ts';
import type { LmMode } from './rewrite-target.ts';

/** Which entities are worth a call. */
export type EntitySelection = {
  readonly mode: LmMode;
  readonly kinds: readonly CodeEntity['kind'][];
  readonly minComplexity: number;
  readonly score?: ((entity: CodeEntity) => number | undefined) | undefined;
  readonly maxEntities?: number | undefined;
  readonly seed: number;
  readonly files: SourceFileOptions;
};

/** The entities to ask a model for, in the order to ask for them. */
export async function selectEntities(
  repository: Repository,
  given: readonly CodeEntity[] | undefined,
  { mode, kinds, minComplexity, score, maxEntities, seed, files }: EntitySelection,
): Promise<CodeEntity[]> {
  const all = given ?? (await extractEntities(repository, files));
  const fitting = all.filter(
    (entity) => kinds.includes(entity.kind) && entity.complexity >= minComplexity && hasCode(entity, mode),
  );
  if (score !== undefined) {
    const scored = fitting.flatMap((entity) => {
      const value = score(entity);
      return value === undefined || Number.isNaN(value) ? [] : [{ entity, value }];
    });
    const best = scored.sort((one, other) => other.value - one.value).slice(0, maxEntities);
    return best.map(({ entity }) => entity);
  }
  if (maxEntities === undefined || fitting.length <= maxEntities) return fitting;
  if (given !== undefined) return fitting.slice(0, maxEntities);
  const places = createRandom('entities', seed)
    .shuffle([...fitting.keys()])
    .slice(0, maxEntities);
  const drawn = new Set(places);
  return fitting.filter((_, place) => drawn.has(place));
}

const nothing = /(?:\bpass|\.\.\.|\braise NotImplementedError\b(?:\([^)]*\))?)\s*$/;
const ofHeaders: ReadonlySet<string> = new Set(['has_base_class', 'has_decorator', 'has_docstring']);

/** Whether there is something to break, or to write. */
function hasCode({ kind, source, stub, properties }: CodeEntity, mode: LmMode): boolean {
  if (kind === 'class') {
    const isData = properties.some((property) => property.startsWith('has_') && !ofHeaders.has(property));
    return source !== stub || (mode === 'modify' && isData);
  }
  const withoutNothing = (text: string): string => text.trimEnd().replace(nothing, '').trimEnd();
  return withoutNothing(source) !== withoutNothing(stub);
}
