import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { parseInstanceId } from './instance-id.ts';

/** Groups of strategies, as the paper's tables have them; another name is a strategy of its own. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^func_pm_/, 'procedural'],
  [/^(?:lm_modify|func_fun|class_basic)$/, 'lm_modify'],
  [/^lm_rewrite$/, 'lm_rewrite'],
  [/^(?:pr|pr_mirror|pr_\d+)$/, 'pr_mirror'],
  [/^combine_/, 'combine'],
];

/** Stands for the strategy of an instance whose id names none, such as one of SWE-bench. */
export const noStrategy = '(none)';

/** The strategy an instance's id names: `pr_mirror` for a mirrored pull request, `(none)` where there is none. */
export function findStrategy(instanceId: string): string {
  const parts = parseOrUndefined(instanceId);
  if (parts === undefined) return noStrategy;
  return parts.bugType === 'pr' ? 'pr_mirror' : parts.bugType;
}

/** `owner__name.<first 8 of the commit>` as an instance's id begins, or `undefined` where it does not. */
export function findMirrorName(instanceId: string): string | undefined {
  return parseOrUndefined(instanceId)?.mirrorName;
}

/**
 * The group a strategy belongs to: `procedural`, `lm_modify`, `lm_rewrite`, `pr_mirror` or `combine`; for any other
 * its own name.
 *
 * @source Paper, Table 1. `func_fun` and `class_basic` are names SWE-smith's first datasets have for `lm_modify`.
 */
export function findStrategyFamily(strategy: string): string {
  return families.find(([pattern]) => pattern.test(strategy))?.[1] ?? strategy;
}

function parseOrUndefined(instanceId: string): ReturnType<typeof parseInstanceId> | undefined {
  try {
    return parseInstanceId(instanceId);
  } catch (error) {
    if (InvalidArgumentError.isInstance(error)) return undefined;
    throw error;
  }
}
