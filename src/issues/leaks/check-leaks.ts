import type { TaskInstance } from '../../instances/task-instance.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import { findFailingTests } from './failing-tests.ts';
import { findGivenPlaces } from './given-places.ts';
import { type Leak, type LeakRule, leakRules } from './leak.ts';
import type { FindLeaks, LeakPlace } from './leak-context.ts';
import { findNamedTests } from './named-tests.ts';
import { findQuotedFix } from './quoted-fix.ts';
import { findToldOrigins } from './told-origins.ts';

/** Options of {@link checkLeaks}. */
export type CheckLeaksOptions = {
  /** The instance the text is about. */
  readonly instance: Pick<TaskInstance, 'FAIL_TO_PASS' | 'patch' | 'repo'>;
  /** The rules to check. @default all */
  readonly rules?: readonly LeakRule[] | undefined;
};

const finders: Readonly<Record<LeakRule, FindLeaks>> = {
  'quotes-fix': findQuotedFix,
  'names-test': findNamedTests,
  'tests-fail': findFailingTests,
  'gives-place': findGivenPlaces,
  'tells-origin': findToldOrigins,
};

/**
 * Finds what a problem statement gives away, whoever wrote it, from the text alone.
 *
 * Shapes: findings in the order of the text; those of one rule do not overlap. Code is compared token by token, so
 * white space, quotes and Markdown make no difference.
 *
 * @throws {PatchFormatError} when the instance's patch is malformed.
 * @source Paper, section C.2, names leaking statements as what keeps such instances from being used for evaluation;
 *   its pipeline has no check.
 */
export function checkLeaks(text: string, { instance, rules = leakRules }: CheckLeaksOptions): Leak[] {
  const context = { text, instance, patches: parsePatch(instance.patch) };
  return rules
    .flatMap((rule) =>
      merge(finders[rule](context)).map(({ start, end, explanation }) => ({
        rule,
        quote: text.slice(start, end),
        start,
        end,
        explanation,
      })),
    )
    .sort((one, other) => one.start - other.start || one.end - other.end);
}

/** Makes one place of those that overlap. */
function merge(places: Iterable<LeakPlace>): LeakPlace[] {
  const merged: LeakPlace[] = [];
  for (const place of [...places].sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = merged.at(-1);
    if (last === undefined || place.start >= last.end) merged.push(place);
    else if (place.end > last.end) merged.splice(-1, 1, { ...last, end: place.end });
  }
  return merged;
}
