import { toBugName } from '../strategies/bug-name.ts';
import type { ValidationResult } from './validation-result.ts';

/** How the tests a combination breaks differ from those its parts break one by one. */
export type Interaction = {
  /**
   * `more` breaks tests that no part breaks, `fewer` leaves tests passing that a part breaks, `both` does both,
   * `none` neither.
   */
  readonly kind: 'more' | 'fewer' | 'both' | 'none';
  /** Tests that fail with the combination and with none of its parts, in run order. */
  readonly newlyBroken: readonly string[];
  /** Tests that fail with a part and not with the combination, in the order of the parts. */
  readonly noLongerBroken: readonly string[];
};

/** How many combinations are of each kind; `unknown` are those that could not be compared. */
export type InteractionCounts = Readonly<Record<Interaction['kind'] | 'unknown', number>>;

/** Options of {@link filterByInteraction}. */
export type FilterByInteractionOptions = {
  /** Results of the parts; they are all read first, and the names of their broken tests kept. */
  readonly parts: Iterable<ValidationResult> | AsyncIterable<ValidationResult>;
  /** `more` and `fewer` keep those that are `both` as well, `any` all three. @default 'more' */
  readonly keep?: 'more' | 'fewer' | 'any' | undefined;
  /** Told after each combination how many were of which kind so far. */
  readonly onProgress?: ((counts: InteractionCounts) => void) | undefined;
};

/**
 * Compares the tests a combination breaks with the union of those its parts break.
 *
 * Outcomes: `null` when it cannot be told, because a run did not end, the candidate is no combination, or a
 * part named in its `metadata.patch_files` is missing from `parts`. Results that are no parts do not matter.
 */
export function classifyInteraction(
  result: ValidationResult,
  parts: Iterable<ValidationResult>,
): Interaction | null {
  const broken = new Map<string, readonly string[]>();
  for (const part of parts) addBrokenTests(part, broken);
  return compare(result, broken);
}

/**
 * Keeps the combinations whose parts act on each other: together they break other tests than one by one.
 *
 * Results come in the order given; those that cannot be compared are not kept, and are counted as `unknown`.
 */
export async function* filterByInteraction(
  results: Iterable<ValidationResult> | AsyncIterable<ValidationResult>,
  { parts, keep = 'more', onProgress }: FilterByInteractionOptions,
): AsyncGenerator<ValidationResult> {
  const broken = new Map<string, readonly string[]>();
  for await (const part of parts) addBrokenTests(part, broken);
  const counts = { more: 0, fewer: 0, both: 0, none: 0, unknown: 0 };
  for await (const result of results) {
    const kind = compare(result, broken)?.kind ?? 'unknown';
    counts[kind] += 1;
    onProgress?.({ ...counts });
    if (kind === keep || kind === 'both' || (keep === 'any' && (kind === 'more' || kind === 'fewer')))
      yield result;
  }
}

/** The tests a candidate breaks, under the name combinations call it. */
function addBrokenTests(result: ValidationResult, broken: Map<string, readonly string[]>): void {
  const tests = findBrokenTests(result);
  if (tests !== null) broken.set(`bug__${toBugName(result.candidate)}`, tests);
}

/** The tests a candidate breaks, or `null` when that is not known. */
function findBrokenTests(result: ValidationResult): readonly string[] | null {
  if ('failToPass' in result) return result.failToPass;
  return result.status === 'not-covered' || result.status === 'equivalent' ? [] : null;
}

function compare(
  result: ValidationResult,
  brokenByPart: ReadonlyMap<string, readonly string[]>,
): Interaction | null {
  const names = result.candidate.metadata['patch_files'];
  const actual = findBrokenTests(result);
  if (actual === null || !Array.isArray(names) || names.length === 0) return null;
  const expected = new Set<string>();
  for (const name of names) {
    const broken = typeof name === 'string' ? brokenByPart.get(name) : undefined;
    if (broken === undefined) return null;
    for (const test of broken) expected.add(test);
  }
  const newlyBroken = actual.filter((test) => !expected.has(test));
  const stillBroken = new Set(actual);
  const noLongerBroken = [...expected].filter((test) => !stillBroken.has(test));
  const kind =
    newlyBroken.length > 0
      ? noLongerBroken.length > 0
        ? 'both'
        : 'more'
      : noLongerBroken.length > 0
        ? 'fewer'
        : 'none';
  return { kind, newlyBroken, noLongerBroken };
}
